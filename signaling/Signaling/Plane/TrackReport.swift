/// One media stream of a session: its audio, its video, or a layer of it.
public struct TrackReport: Hashable, Sendable {
    /// Which way media flows, seen from the server.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// The client sends it.
        case received
        /// The client gets it.
        case sent
    }

    /// Which way it flows.
    public var direction: Direction
    /// `audio` or `video`.
    public var kind: String
    /// Its codec as SDP names it; `nil` before its first packet.
    public var codec: String?
    /// Which simulcast layer it is, 0 without simulcast: of what is sent, which one of the publisher's.
    public var layer: Int
    /// What was counted and measured.
    public var numbers: [ReportFact]

    /// What is known of a media stream.
    public init(
        _ direction: Direction, kind: String, codec: String?, layer: Int = 0, numbers: [ReportFact] = []
    ) {
        self.direction = direction
        self.kind = kind
        self.codec = codec
        self.layer = layer
        self.numbers = numbers
    }
}
