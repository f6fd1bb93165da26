internal import Bytes
internal import RTP
internal import Timing

/// The parity of packets of one stream that left close behind each other: who has all of them but one makes that one from it.
struct ParityGroup: Sendable {
    /// Which packets, and the parity of their headers.
    private(set) var header: ParityHeader
    /// The parity of all that is behind the fixed part of their headers.
    private(set) var octets: [UInt8] = []
    /// How many packets there are.
    private(set) var count = 0
    /// The place that the header's first number means.
    let first: ExtendedSequenceNumber
    /// When it began.
    let began: Instant

    /// Of no packet yet; the first will be the one of a place.
    init(ssrc: SSRC, first: ExtendedSequenceNumber, memory: consuming [UInt8] = [], at now: Instant) {
        header = ParityHeader(ssrc: ssrc, first: first.number)
        self.first = first
        began = now
        memory.removeAll(keepingCapacity: true)
        octets = memory
    }

    /// Whether the packet of a place may be of it.
    func covers(_ place: ExtendedSequenceNumber) -> Bool {
        place >= first && place.value - first.value < Int64(ParityHeader.shortSpan)
    }

    /// Whether it has room for no place behind this.
    func ends(with place: ExtendedSequenceNumber) -> Bool {
        place.value - first.value >= Int64(ParityHeader.shortSpan - 1)
    }

    /// Takes a packet of a place that it covers, whole and plain, with zeros for what is written anew on the way.
    mutating func add(_ packet: RawSpan, at place: ExtendedSequenceNumber) {
        let bit = UInt128(1) << UInt128(place.value - first.value)
        guard header.mask & bit == 0, header.toggle(packet) else { return }
        header.mask |= bit
        octets.toggle(packet.extracting(RTPHeader.fixedByteCount..<packet.byteCount))
        count += 1
    }

    /// Writes all of it.
    func write(to writer: inout ByteWriter) {
        header.write(to: &writer)
        writer.write(octets.bytes)
    }

    /// How many octets that are.
    var byteCount: Int { ParityHeader.leastByteCount + octets.count }
}
