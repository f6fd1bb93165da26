/// What a rendition is of, which names its folder below the stream's: `video`, `audio`, `video-2` for a layer,
/// `audio-aac` or `video-h264`.
public struct RenditionName: Hashable, Sendable {
    /// Which track.
    public let kind: TrackKind
    /// Which layer of the pictures, by its number; `nil` for whichever is the best.
    public let layer: Int?
    /// Whether it is the track in another codec, AAC or H.264, which is made of what the publisher sends.
    public let isBridged: Bool

    /// The highest number that a layer has.
    static let lastLayer = 15
    /// The sound as AAC.
    public static let aac = RenditionName(.audio, isBridged: true)
    /// The pictures as H.264.
    public static let h264 = RenditionName(.video, isBridged: true)

    /// A track; of pictures the best layer, or a certain one.
    public init(_ kind: TrackKind, layer: Int? = nil) {
        self.kind = kind
        self.layer = layer
        isBridged = false
    }

    private init(_ kind: TrackKind, isBridged: Bool) {
        self.kind = kind
        self.isBridged = isBridged
        layer = nil
    }

    /// Reads a folder's name; `nil` when no rendition has it.
    public init?(_ text: some StringProtocol) {
        if let kind = TrackKind.allCases.first(where: { $0.name == text }) {
            self.init(kind)
        } else if let bridged = [Self.aac, .h264].first(where: { $0.text == text }) {
            self = bridged
        } else {
            let layers = 0...Self.lastLayer
            guard let layer = layers.first(where: { Self(.video, layer: $0).text == text }) else {
                return nil
            }
            self.init(.video, layer: layer)
        }
    }

    /// The folder's name.
    public var text: String {
        if isBridged { return kind.name + (kind == .video ? "-h264" : "-aac") }
        return layer.map { "\(kind.name)-\($0)" } ?? kind.name
    }
}
