internal import Bytes

/// One stream of the program that is followed: from its packets to its units.
struct ElementaryTrack {
    /// What it is.
    let stream: ProgramMap.Stream
    /// Puts PES packets together.
    private var packets: PESAssembler
    /// Makes units of them.
    private var reader: ElementaryReader
    /// Tells packets that are missing.
    private var continuity = ContinuityCounter()
    /// At how many places they are.
    private(set) var gaps: UInt64 = 0

    /// A stream of a kind that we take.
    init?(_ stream: ProgramMap.Stream?) {
        guard let stream, let reader = ElementaryReader(stream.kind) else { return nil }
        self.stream = stream
        self.reader = reader
        packets = PESAssembler(limit: reader.limit)
    }

    /// Takes the payload of a packet. A unit of which a part is missing is left out.
    mutating func take(
        _ packet: TransportPacket, _ payload: RawSpan, on timeline: inout TransportTimeline
    ) throws(TransportFault) -> [StreamUnit] {
        switch continuity.judge(packet.continuity) {
        case .repeated: return []
        case .gap:
            gaps &+= 1
            packets.discard()
            reader.discard()
        case .next: break
        }
        return read(try packets.take(payload, begins: packet.beginsUnit), on: &timeline)
    }

    /// Nothing more comes.
    mutating func finish(on timeline: inout TransportTimeline) -> [StreamUnit] {
        read(packets.finish(), on: &timeline)
    }

    private mutating func read(_ whole: [[UInt8]], on timeline: inout TransportTimeline) -> [StreamUnit] {
        var units: [StreamUnit] = []
        for packet in whole { reader.read(packet, on: &timeline, into: &units) }
        return units
    }
}
