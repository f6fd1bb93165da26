/// What became of the STUN messages that an agent was handed.
public struct CheckCounters: Hashable, Sendable {
    /// Requests that were proven and answered with success.
    public internal(set) var answered: UInt32 = 0
    /// What was no STUN Binding message, or had no right FINGERPRINT.
    public internal(set) var malformed: UInt32 = 0
    /// Requests for another fragment than ours, or from another than the peer's.
    public internal(set) var wrongUsername: UInt32 = 0
    /// Requests that were not made with our password.
    public internal(set) var wrongPassword: UInt32 = 0
    /// Requests with attributes that we would have to know; answered 420.
    public internal(set) var unknownAttributes: UInt32 = 0
    /// Requests from an agent that claimed our role; answered 487.
    public internal(set) var roleConflicts: UInt32 = 0
    /// Requests whose answer would have been larger than they were; not answered.
    public internal(set) var tooSmall: UInt32 = 0
    /// Responses to nothing we asked, or not made with the peer's password.
    public internal(set) var strayResponses: UInt32 = 0

    /// Nothing yet.
    public init() {}

    /// Counts a failure.
    mutating func count(_ reason: CheckFailure.Reason) {
        switch reason {
        case .malformed: malformed &+= 1
        case .wrongUsername: wrongUsername &+= 1
        case .wrongPassword: wrongPassword &+= 1
        case .unknownAttributes: unknownAttributes &+= 1
        case .roleConflict: roleConflicts &+= 1
        case .tooSmall: tooSmall &+= 1
        }
    }
}
