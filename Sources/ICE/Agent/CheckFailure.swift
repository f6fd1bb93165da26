public import Timing

/// The last check that was not answered with success: what an operator needs when a session does not come up.
public struct CheckFailure: Hashable, Sendable {
    /// Why a check was refused or passed over.
    public enum Reason: Error, Hashable {
        /// No STUN Binding message, or no right FINGERPRINT.
        case malformed
        /// Not for our fragment, or not from the peer's.
        case wrongUsername
        /// Not made with our password.
        case wrongPassword
        /// It has attributes that we would have to know.
        case unknownAttributes
        /// It claims our role.
        case roleConflict
        /// The answer would have been larger.
        case tooSmall
    }

    /// Why.
    public let reason: Reason
    /// Where the check came from, and which of our addresses it reached.
    public let path: Path
    /// When.
    public let instant: Instant
}
