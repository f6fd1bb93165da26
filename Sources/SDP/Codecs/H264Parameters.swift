/// What an H.264 payload type is restricted to (RFC 6184 §8.1).
public struct H264Parameters: Hashable, Sendable {
    /// The profile, `nil` when it is one that we do not forward.
    public var profile: H264Profile?
    /// profile_idc, constraint flags and level_idc as they were written; `nil` when nothing was.
    public var profileLevelID: [UInt8]?
    /// 0: each packet is a NAL unit. 1: also STAP-A and FU-A. 2: interleaved, which nobody speaks.
    public var packetizationMode: UInt8
    /// Whether each direction may have a level of its own.
    public var allowsLevelAsymmetry: Bool

    /// The level that the server says it takes, 5.2: it forwards whatever comes. Safari slows its encoder down to
    /// what the answered level allows, so a modest one would cost frames at 1080p.
    static let answeredLevel: UInt8 = 52

    /// Reads the parameters; `nil` when `profile-level-id` or `packetization-mode` is malformed.
    ///
    /// Deviation: without a `profile-level-id` RFC 6184 §8.1 infers baseline at level 1. Those who leave it out
    /// send constrained baseline, and libwebrtc reads it so.
    init?(_ parameters: FormatParameters) {
        packetizationMode = 0
        if let text = parameters["packetization-mode"] {
            guard let mode = UInt8(decimal: text), mode <= 2 else { return nil }
            packetizationMode = mode
        }
        allowsLevelAsymmetry = parameters["level-asymmetry-allowed"] == "1"
        guard let text = parameters["profile-level-id"] else {
            profile = .constrainedBaseline
            return
        }
        guard text.utf8.count == 6, text.isMade(of: \.isAlphanumeric), let bits = UInt32(text, radix: 16)
        else {
            return nil
        }
        let bytes = [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
        profileLevelID = bytes
        profile = H264Profile(idc: bytes[0], constraints: bytes[1])
    }

    /// The value of a `profile-level-id` that answers this one: the same profile, spelled the same way, at the
    /// level we take, or at the offered one when levels must agree (RFC 6184 §8.2.2).
    var answeredProfileLevelID: String? {
        guard var bytes = profileLevelID else { return nil }
        if allowsLevelAsymmetry, bytes[2] < Self.answeredLevel {
            bytes[2] = Self.answeredLevel
        }
        return Self.text(bytes)
    }

    /// Six hexadecimal digits.
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
