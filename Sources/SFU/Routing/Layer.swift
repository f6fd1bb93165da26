internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// One encoding that a publisher sends: an audio or video track's only one, or one of its simulcast layers.
struct Layer {
    /// Which section of the publisher's session.
    let section: Int
    /// Which layer of the section.
    let layer: Int
    /// What viewers share.
    let source: MediaSource
    /// What comes in.
    var rate = RateMeter()
    /// The codec of its packets, and the payload type that says so.
    private var format: (type: PayloadType, codec: MediaFormat.Codec)?

    init(section: Int, layer: Int, source: MediaSource) {
        self.section = section
        self.layer = layer
        self.source = source
    }

    /// The codec of its last packet.
    var codec: MediaFormat.Codec? { format?.codec }

    /// The codec of a packet; `nil` when it was not agreed on.
    mutating func codec(of type: PayloadType, in media: NegotiatedMedia) -> MediaFormat.Codec? {
        if let format, format.type == type { return format.codec }
        guard let found = media.format(type.value)?.format.codec else { return nil }
        format = (type, found)
        return found
    }
}
