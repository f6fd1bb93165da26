internal import Bytes
internal import RTP
internal import SDP
internal import Timing

/// One stream that a peer sends us: a section's only one, or one of its simulcast layers.
struct InboundStream {
    /// Which section of the session.
    let section: Int
    /// Which layer of the section.
    let layer: Int
    /// Its numbers, losses and clock.
    var receive: ReceiveStream
    /// The format of its packets, and the payload type that said so last.
    private(set) var codec: MediaFormat.Codec
    private(set) var payloadType: PayloadType
    /// Makes what was lost again; `nil` until the first parity comes, so that nobody keeps packets for nothing.
    private var repair: ParityRepair?
    /// How many parities came.
    private var parityCount: UInt64 = 0
    /// When to ask for keyframes; `nil` for audio.
    var keyframes: KeyframeRequests?
    /// What was counted of the streams that had its place before, under other SSRCs.
    private var before = MediaCounts()
    /// How many keyframes came, and the timestamp of the last one, which several packets may begin.
    private var keyframeCount: UInt64 = 0
    private var lastKeyframe: RTPTimestamp?
    /// Whether its numbers and times began anew, and no packet has told so yet.
    private var hasRestarted = false
    /// Whether a dependency descriptor has told where decoding can begin.
    private var isDescribed = false

    /// A stream of which `header` is the first packet; `nil` when its payload type was not agreed on.
    init?(_ header: RTPHeader, section: Int, layer: Int, of media: NegotiatedMedia) {
        guard let agreed = media.format(header.payloadType.value) else { return nil }
        let feedback = agreed.format.feedback
        self.section = section
        self.layer = layer
        codec = agreed.format.codec
        payloadType = header.payloadType
        receive = ReceiveStream(
            ssrc: header.ssrc, clockRate: agreed.format.clockRate,
            nack: feedback.contains(.nack) ? NackGenerator.Settings() : nil)
        if media.kind == .video {
            let knowsOnlyFull = !feedback.contains(.pictureLoss) && feedback.contains(.fullIntraRequest)
            keyframes = KeyframeRequests(knowsOnlyFull ? .fullIntra : .pictureLoss)
        }
    }

    /// Whether a packet has a format that was agreed on. A publisher may change it at any packet.
    mutating func takes(_ type: PayloadType, of media: NegotiatedMedia) -> Bool {
        if type == payloadType { return true }
        guard let agreed = media.format(type.value), agreed.format.codec != .parity else { return false }
        codec = agreed.format.codec
        payloadType = type
        return true
    }

    /// Takes note that its numbers and times began anew: after a jump, or as another SSRC took its place. The packet
    /// that shows it may be all padding, so the next one that is passed on tells.
    mutating func restart() {
        hasRestarted = true
    }

    /// Takes the place of another: what was counted goes on.
    mutating func replace(_ other: InboundStream) {
        before = other.counts
        restart()
    }

    /// Takes note of a packet with which decoding can begin.
    mutating func noteBeginning(_ timestamp: RTPTimestamp) {
        keyframes?.keyframeArrived()
        guard keyframes != nil, timestamp != lastKeyframe else { return }
        lastKeyframe = timestamp
        keyframeCount &+= 1
    }

    /// Keeps a packet, whole and plain, for parities to come.
    mutating func keep(_ header: RTPHeader, in packet: RawSpan, _ extensions: ExtensionMap) {
        repair?.keep(header, in: packet, extensions)
    }

    /// Takes a parity of its packets. Makes the one that was lost of them at the start of `room`, and returns how many octets it
    /// has; `nil` when there is no such one.
    mutating func restore(_ parity: ParityHeader, _ octets: RawSpan, into room: inout MutableRawSpan) -> Int?
    {
        parityCount &+= 1
        guard repair != nil else {
            repair = ParityRepair()
            return nil
        }
        return repair?.restore(parity, octets, into: &room)
    }

    /// Whether the packet that is passed on now is the first since numbers and times began anew.
    mutating func takeRestart() -> Bool {
        defer { hasRestarted = false }
        return hasRestarted
    }

    /// Whether decoding can begin with a packet of this payload, which came with this dependency descriptor.
    ///
    /// Once a descriptor has told of a beginning, they alone are believed where there are any: behind end-to-end
    /// encryption that hides the payload whole, it says nothing, or something wrong.
    mutating func canBegin(with payload: RawSpan, _ descriptor: RawSpan?) -> Bool {
        guard let descriptor else { return codec.canBegin(with: payload) }
        if DependencyDescriptor.startsSequence(descriptor) {
            isDescribed = true
            return true
        }
        return !isDescribed && codec.canBegin(with: payload)
    }

    /// What was counted.
    var counts: MediaCounts {
        var counts = MediaCounts()
        counts.packets = receive.packets
        counts.octets = receive.octets
        counts.lost = UInt64(clamping: receive.lostInAll)
        (counts.asked, counts.refused) = receive.nackCounts
        counts.repeated = receive.recovered
        counts.parities = parityCount
        if keyframes?.method == .fullIntra {
            counts.fullIntraRequests = keyframes?.requested ?? 0
        } else {
            counts.pictureLosses = keyframes?.requested ?? 0
        }
        counts.keyframes = keyframeCount
        counts.add(before)
        return counts
    }

    /// When something is due.
    var nextDeadline: Instant? { earliest(receive.nextDeadline, keyframes?.nextDeadline) }
}
