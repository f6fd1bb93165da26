internal import Bytes
internal import Crypto
public import Timing

/// Signs invites, and knows its own again.
///
/// A token is `invite.{code}.{role}.{end}.{stream}`: readable, without a character that an address would escape. The
/// code is the first 128 bits of HMAC-SHA256 of what follows it, behind a label, so that a code made for another
/// purpose under the same key is none for this one.
public struct InviteKey: Sendable {
    /// The key: 32 random bytes as hexadecimal digits.
    public let secret: Secret

    /// How many hexadecimal digits the code has.
    private static let codeLength = 32
    private static let label = "starling invite 1:"

    /// A new key. The generator must be one that nobody can foretell, except in tests.
    public init(using random: inout some RandomNumberGenerator) {
        secret = Secret(
            "\(SessionID(using: &random))\(SessionID(using: &random))")
    }

    /// The key that was kept; `nil` when the text is none.
    public init?(_ text: String) {
        let isHex = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard text.utf8.count == 64, isHex else { return nil }
        secret = Secret(text)
    }

    /// The token of an invite.
    public func token(for invite: Invite) -> String {
        "invite.\(code(of: invite.statement)).\(invite.statement)"
    }

    /// The invite that a token is.
    public func invite(_ token: String, at now: WallClock) throws(Invite.Refusal) -> Invite {
        let parts = token.split(separator: ".", maxSplits: 4, omittingEmptySubsequences: false)
        guard token.utf8.count <= Invite.longestToken, parts.count == 5, parts[0] == "invite",
            let role = StageRole(rawValue: String(parts[2])), let seconds = Int64(parts[3]),
            let stream = StreamName(String(parts[4]))
        else { throw .forged }
        let invite = Invite(to: stream, as: role, until: WallClock(seconds: seconds))
        // Of what was read and not of what was sent, so that each invite has one token only.
        guard ConstantTime.equal(String(parts[1]), code(of: invite.statement)) else { throw .forged }
        guard now < invite.end else { throw .expired }
        return invite
    }

    /// Whether a text looks like a token, and is not some other key.
    public static func isToken(_ text: String) -> Bool { text.hasPrefix("invite.") }

    private func code(of statement: String) -> String {
        let message = Array((Self.label + statement).utf8)
        let digits = HMACSHA256.code(for: message.bytes, key: secret.text.utf8Bytes)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return String(digits.prefix(Self.codeLength))
    }
}
