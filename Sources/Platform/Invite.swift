public import Timing

/// Lets whoever has it onto one stage, in one role, for a time.
///
/// It is signed and not remembered: any node with the key knows it for what it is, and there is nothing to clean up.
/// The price is that one invite cannot be taken back before its end; changing the key takes back all.
public struct Invite: Hashable, Sendable {
    /// The stage.
    public let stream: StreamName
    /// What its holder may be there, or less.
    public let role: StageRole
    /// When it ends.
    public let end: WallClock

    /// The longest time that an invite is good for.
    public static let longestLife = Duration.seconds(30 * 86_400)
    /// The most characters of a token.
    public static let longestToken = 256

    /// An invite.
    public init(to stream: StreamName, as role: StageRole, until end: WallClock) {
        self.stream = stream
        self.role = role
        self.end = end
    }

    /// Why a token opens nothing.
    public enum Refusal: Error, Hashable, Sendable {
        /// It is no invite of this server, or somebody changed it.
        case forged
        /// It was one.
        case expired
    }

    /// What is signed. The stream comes last, since its name may hold the dots that part the rest.
    var statement: String { "\(role.rawValue).\(end.seconds).\(stream)" }
}
