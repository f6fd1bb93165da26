internal import Bytes
internal import Media
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
    /// What the publisher calls it; `nil` where that has no names.
    let name: String?
    /// What it is.
    let kind: MediaKind
    /// What tells its packets since its numbers began from all others.
    let source: UInt32
    /// What comes in.
    var rate = RateMeter()
    /// When its keyframes are asked for.
    var budget: KeyframeBudget
    /// Its packets since the last one, for audiences to come.
    var cache: GOPCache<EarlierBatch>
    /// How large they are.
    private var meter = KeyframeMeter()
    /// When its last packet came.
    private var lastPacket = Instant.zero
    /// The format of its last packet.
    private(set) var format: MediaFormat?
    /// How large its pictures are, by its last keyframe.
    private(set) var size: PictureSize?
    /// Tells which layers its packets are of, where it is scalable.
    private(set) var reader = LayerReader()
    /// Where it is among the origins of the batch that is being made.
    var origin: Int?

    init(
        section: Int, layer: Int, name: String?, kind: MediaKind, source: UInt32, settings: ExchangeSettings
    ) {
        self.section = section
        self.layer = layer
        self.name = name
        self.kind = kind
        self.source = source
        budget = KeyframeBudget(interval: settings.keyframeInterval)
        cache = GOPCache(settings.joining, clockRate: 0)
    }

    /// How many pixels they have; 0 while that is not known.
    var area: Int { size.map { $0.width * $0.height } ?? 0 }

    /// Whether a packet has the format of the last one. What was agreed on is a dozen references, which are not to be
    /// counted for each packet.
    func goesOn(with type: PayloadType) -> Bool { format?.payloadType == type.value }

    /// Whether a packet has a format that was agreed on; it is the layer's from then on.
    mutating func takes(_ type: PayloadType, of session: NegotiatedSession) -> Bool {
        if goesOn(with: type) { return true }
        guard let found = session.media[section].format(type.value)?.format else { return false }
        format = found
        origin = nil
        return true
    }

    /// Its packets have this format from now on.
    mutating func use(_ format: MediaFormat) {
        self.format = format
        origin = nil
    }

    /// Takes a packet, for what its rate, keyframes and size are. Returns which layers it is of, where this is scalable.
    mutating func note(_ packet: ReceivedPacket, in bytes: RawSpan, at now: Instant) -> FrameLayers {
        if kind == .video { measure(packet, at: now) }
        rate.add(packet.range.count, at: now)
        lastPacket = now
        guard kind == .video else { return FrameLayers() }
        let layers = read(packet, in: bytes)
        if packet.canBegin, let found = format?.codec.pictureSize(in: bytes.extracting(packet.payload)),
            found != size
        {
            size = found
            origin = nil
        }
        if packet.canBegin { budget.keyframeArrived(at: now) }
        return layers
    }

    private mutating func read(_ packet: ReceivedPacket, in bytes: RawSpan) -> FrameLayers {
        guard let codec = format?.codec else { return FrameLayers() }
        let before = packet.canBegin ? reader.sizes : []
        let layers = reader.read(
            bytes.extracting(packet.payload), as: codec.layerForm,
            descriptor: packet.extensions.dependencyDescriptor(in: bytes),
            timestamp: packet.header.timestamp, isMarked: packet.header.isMarked)
        if packet.canBegin, reader.sizes != before { origin = nil }
        return layers
    }

    /// Sees what a keyframe costs, once another picture begins: by the rate up to its last packet, since a pause may have
    /// followed.
    private mutating func measure(_ packet: ReceivedPacket, at now: Instant) {
        let size = meter.add(
            packet.header.timestamp, byteCount: packet.range.count, canBegin: packet.canBegin
        ) {
            rate.bitsPerSecond(at: now) > 0
        }
        if let size { budget.noteCost(byteCount: size, bitsPerSecond: rate.bitsPerSecond(at: lastPacket)) }
    }
}

extension MediaFormat.Codec {
    /// Where its payloads tell of layers.
    fileprivate var layerForm: LayerReader.Form {
        switch self {
        case .vp8: .vp8
        case .vp9: .vp9
        case .h264: .h264
        default: .none
        }
    }
}
