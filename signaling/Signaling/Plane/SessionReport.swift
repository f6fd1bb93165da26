public import Bytes
public import Timing

/// What the plane knows of a session: how it stands, and why it fails or struggles.
public struct SessionReport: Hashable, Sendable {
    /// Which session.
    public var location: SessionLocation
    /// How far it is.
    public var state: State
    /// When its offer was answered.
    public var began: WallClock
    /// When it ended, if it has.
    public var ended: WallClock?
    /// Where its request came from.
    public var client: IPAddress?
    /// What its client calls itself.
    public var userAgent: String?
    /// What is wrong and what may help, in a sentence or two for the operator; `nil` when nothing is.
    public var diagnosis: String?
    /// What is known of it, the most telling first.
    public var facts: [ReportFact]
    /// Its media streams.
    public var tracks: [TrackReport]

    /// How far a session is.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Answered; no valid connectivity check has arrived.
        case connecting
        /// There is a path, and DTLS is under way.
        case securing
        /// Media can flow.
        case connected
        /// It was connected, and its client has fallen silent.
        case interrupted
        /// It ended as one of both sides wanted.
        case ended
        /// It ended for another reason.
        case failed
    }

    /// Whether the session has not ended.
    public var isOpen: Bool { state != .ended && state != .failed }

    /// What is known of a session.
    public init(
        _ location: SessionLocation, state: State, began: WallClock, ended: WallClock? = nil,
        client: IPAddress? = nil, userAgent: String? = nil, diagnosis: String? = nil,
        facts: [ReportFact] = [], tracks: [TrackReport] = []
    ) {
        self.location = location
        self.state = state
        self.began = began
        self.ended = ended
        self.client = client
        self.userAgent = userAgent
        self.diagnosis = diagnosis
        self.facts = facts
        self.tracks = tracks
    }
}
