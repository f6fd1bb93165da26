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
    /// What it is.
    let kind: MediaKind
    /// What viewers share.
    let source: MediaSource
    /// What comes in.
    var rate = RateMeter()
    /// The codec of its packets, and the payload type that says so.
    private var format: (type: PayloadType, codec: MediaFormat.Codec)?

    init(section: Int, layer: Int, kind: MediaKind, source: MediaSource) {
        self.section = section
        self.layer = layer
        self.kind = kind
        self.source = source
    }

    /// The codec of its last packet.
    var codec: MediaFormat.Codec? { format?.codec }

    /// The payload type of its last packet.
    var type: PayloadType? { format?.type }

    /// Whether a packet has a format that was agreed on; it is the layer's from then on.
    mutating func takes(_ type: PayloadType, of session: NegotiatedSession) -> Bool {
        if let format, format.type == type { return true }
        guard let found = session.media[section].format(type.value)?.format.codec else { return false }
        format = (type, found)
        return true
    }
}
