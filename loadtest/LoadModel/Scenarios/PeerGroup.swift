public import Links

/// Peers of a scenario that do the same.
public struct PeerGroup: Equatable, Sendable {
    /// What they do.
    public enum Role: String, CaseIterable, Sendable {
        /// Send a stream by WHIP.
        case publish
        /// Watch by WHEP.
        case watch
        /// Join a stage over a WebSocket.
        case stage
        /// Play HLS or low-latency HLS.
        case hls

        /// How URLs begin that such peers ask at.
        var schemes: [ServerURL.Scheme] { self == .stage ? [.ws, .wss] : [.http, .https] }
    }

    /// What they are called in reports.
    public var name: String
    /// What they do.
    public var role: Role
    /// Where; `{n}` stands for the peer's number in the group.
    public var url: String
    /// How members of stages spread over them; `nil` for stages of four.
    public var stage: StagePlan?
    /// What a publisher sends; the default recipe of H.264 and Opus when there is none.
    public var clips: [ClipRecipe]
    /// Files that a publisher sends instead.
    public var files: [String]
    /// What happens to what they send; `nil` for a perfect network.
    public var up: LinkConditions?
    /// What happens to what they receive.
    public var down: LinkConditions?
    /// What they do one after the other.
    public var phases: [Phase]

    /// A group.
    public init(
        name: String, role: Role, url: String, clips: [ClipRecipe] = [], files: [String] = [],
        up: LinkConditions? = nil, down: LinkConditions? = nil, stage: StagePlan? = nil, phases: [Phase]
    ) {
        self.name = name
        self.role = role
        self.url = url
        self.clips = clips
        self.files = files
        self.up = up
        self.down = down
        self.stage = stage
        self.phases = phases
    }

    /// How long its phases take.
    public var duration: Duration { phases.reduce(.zero) { $0 + $1.duration } }
}
