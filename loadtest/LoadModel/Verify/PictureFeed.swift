internal import Bytes
internal import CodecBridge
internal import Media
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// Puts what a viewer received together for a decoder: pictures that are whole, and nothing between a loss and the next
/// keyframe. What the decoder then makes too little of was sent so.
///
/// One mutation, then `pollMessage` until it is `nil`, then the next.
struct PictureFeed {
    /// The section that the pictures are of, and their payload type; `nil` before the first.
    private var source: (section: Int, type: PayloadType)?
    /// Puts units together.
    private var assembler: AccessUnitAssembler?
    /// Learns what they are.
    private var tracker: FormatTracker?
    /// What the decoder was told that they are.
    private var format: BridgeFormat?
    /// Whether pictures up to the next keyframe are of no use, since the decoder did not get one before them.
    private var awaitsKeyframe = false
    /// What waits to be said.
    private var messages: [BridgeMessage] = []

    /// A feed of which nothing came yet.
    init() {}

    /// Takes a packet of a session, whichever it is.
    mutating func handle(
        _ packet: ReceivedPacket, in plain: RawSpan, of session: NegotiatedSession, at now: Instant
    ) {
        let (section, type) = (packet.section, packet.header.payloadType)
        let media = session.media[section]
        guard media.kind == .video, source.map({ $0.section == section }) ?? true else { return }
        if source?.type != type || packet.isRestart {
            guard let codec = media.format(type.value).flatMap({ Codec(ofPictures: $0.format.codec) }) else {
                return
            }
            begin(codec)
        }
        source = (section, type)
        assembler?.handle(
            plain.extracting(packet.payload), of: packet.header, at: packet.place, canBegin: packet.canBegin,
            captured: nil, at: now)
        while let unit = assembler?.pollUnit() { take(unit) }
    }

    /// The decoder did not take what was said last.
    mutating func skip() {
        awaitsKeyframe = true
        messages = []
    }

    /// What to say to the decoder next.
    mutating func pollMessage() -> BridgeMessage? { messages.isEmpty ? nil : messages.removeFirst() }

    // MARK: Parts

    /// What follows has nothing to do with what was before.
    private mutating func begin(_ codec: Codec) {
        assembler = AccessUnitAssembler(codec)
        tracker = FormatTracker(codec)
        awaitsKeyframe = true
    }

    private mutating func take(_ whole: AccessUnit) {
        var unit = whole
        guard tracker?.prepare(&unit) == true, let configuration = tracker?.configuration else { return }
        if unit.isSync { awaitsKeyframe = false }
        guard !awaitsKeyframe else { return }
        let current = BridgeFormat(configuration)
        if format != current {
            format = current
            messages.append(.format(current))
        }
        messages.append(.unit(unit))
    }
}

extension Codec {
    /// The codec of a format of pictures; `nil` for anything else.
    fileprivate init?(ofPictures codec: MediaFormat.Codec) {
        switch codec {
        case .h264: self = .h264
        case .h265: self = .h265
        case .vp8: self = .vp8
        case .vp9: self = .vp9
        case .av1: self = .av1
        default: return nil
        }
    }
}
