/// What a stream is called, everywhere: in the paths of WHIP, WHEP, HLS and the API, in RTMP and SRT addresses, in
/// file names and in publish keys.
///
/// 1 to 64 of `A-Z a-z 0-9 - _ .`, not beginning with a dot. So a name needs no escape in any of these places, is no
/// hidden file and no `..`, and never holds the colon that parts it from a key. Capitals count.
///
/// What a participant of a stage sends is a stream too, `{stage}~{participant}`: a tilde needs no escape either, and
/// no other name has one, so nobody takes such a name by chance.
public struct StreamName: Hashable, Comparable, Sendable {
    /// The most characters of a name.
    public static let longest = 64
    /// What a name may be, for a person whose name is none.
    public static let rule = "1 to 64 letters, digits, dashes, underscores and dots, not beginning with a dot"

    /// The name.
    public let text: String

    /// The name that a text is; `nil` when it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard let stage = parts.first, (1...Self.longest).contains(stage.utf8.count),
            stage.utf8.first != UInt8(ascii: "."), stage.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        if parts.count == 2, ParticipantID(String(parts[1])) == nil { return nil }
        self.text = text
    }

    /// What a participant of a stage sends.
    public init(stage: StreamName, participant: ParticipantID) {
        text = "\(stage.stage.text)~\(participant.text)"
    }

    /// The stage to which the stream belongs: for what a participant sends the name before the tilde, otherwise the
    /// name itself.
    public var stage: StreamName {
        text.firstIndex(of: "~").map { StreamName(unchecked: String(text[..<$0])) } ?? self
    }

    /// Who sends it, if it is a participant of a stage.
    public var participant: ParticipantID? {
        text.firstIndex(of: "~").flatMap { ParticipantID(String(text[text.index(after: $0)...])) }
    }

    private init(unchecked text: String) {
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Whether `left` comes first in a list.
    public static func < (left: StreamName, right: StreamName) -> Bool { left.text < right.text }
}

extension StreamName: LosslessStringConvertible {
    /// The name.
    public var description: String { text }
}
