/// `a=msid:<stream> [<track>]` (RFC 8830): which MediaStream a section's track belongs to.
public struct MediaStreamID: Hashable, Sendable {
    /// The stream; "-" when the track is in none.
    public var stream: String
    /// The track, which may be left out (RFC 8829 §5.2.1).
    public var track: String?

    /// Both names.
    public init(stream: String, track: String?) {
        self.stream = stream
        self.track = track
    }
}

extension MediaStreamID: Attribute {
    static let name = "msid"
    static let grammar = "\"a=msid:<stream> [<track>]\""

    init?(_ value: String) {
        let fields = value.fields
        guard let stream = fields.first else { return nil }
        self.init(stream: String(stream), track: fields.dropFirst().first.map { String($0) })
    }

    var value: String { track.map { "\(stream) \($0)" } ?? stream }
}
