import Bytes
import RTP
import Simulation
import Testing

@Suite struct RTPHeaderTests {
    /// Every field at a value that tells it from its neighbours.
    static let full: [UInt8] = [
        0b10_1_1_0010,  // V=2, P, X, CC=2
        0b1_1100000,  // M, PT=96
        0x12, 0x34,  // sequence number
        0x89, 0xAB, 0xCD, 0xEF,  // timestamp
        0xDE, 0xAD, 0xBE, 0xEF,  // SSRC
        0x00, 0x00, 0x00, 0x07,  // CSRC 0
        0x00, 0x00, 0x00, 0x08,  // CSRC 1
        0xBE, 0xDE, 0x00, 0x02,  // one-byte extensions, 2 words
        0x10, 0xAA, 0x22, 0xB0, 0xB1, 0xB2, 0x00, 0x00,  // id 1: AA; id 2: B0 B1 B2; padding
        0x01, 0x02, 0x03,  // payload
        0x00, 0x00, 0x03,  // padding
    ]

    static let plain: [UInt8] = [
        0x80, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0xA0, 0x00, 0x00, 0x00, 0x05, 0xD5, 0xD5,
    ]

    @Test("every field is found")
    func fields() throws {
        let packet = Self.full
        let header = try #require(RTPHeader(packet))
        #expect(header.isMarked && header.hasPadding)
        #expect(header.payloadType == PayloadType(96))
        #expect(header.sequenceNumber == SequenceNumber(0x1234))
        #expect(header.timestamp == RTPTimestamp(0x89AB_CDEF))
        #expect(header.ssrc == SSRC(0xDEAD_BEEF))
        #expect(header.extensionProfile == 0xBEDE && header.extensionRange == 24..<32)
        #expect(header.byteCount == 32 && header.payloadRange(in: packet) == 32..<35)
        let contributors = (0..<3).map { header.contributor(at: $0, in: packet) }
        #expect(contributors == [SSRC(7), SSRC(8), nil])
    }

    @Test("a header without options ends after twelve octets")
    func plain() throws {
        let header = try #require(RTPHeader(Self.plain))
        #expect(!header.isMarked && !header.hasPadding && header.contributorCount == 0)
        #expect(header.extensionRange.isEmpty && header.byteCount == 12)
        #expect(header.payloadRange(in: Self.plain) == 12..<14)
    }

    @Test("a packet cut inside its header is refused, at every length")
    func truncation() {
        for count in 0..<32 {
            let header = RTPHeader(Array(Self.full.prefix(count)))
            #expect(header == nil, "\(count) octets")
        }
    }

    @Test("other versions are refused", arguments: [0x00, 0x40, 0xC0] as [UInt8])
    func version(bits: UInt8) {
        var packet = Self.plain
        packet[0] = bits
        #expect(RTPHeader(packet) == nil)
    }

    @Test(
        "padding must be there and fit behind the header",
        arguments: [(0, nil), (1, 32..<37), (6, 32..<32), (7, nil), (255, nil)] as [(UInt8, Range<Int>?)])
    func padding(count: UInt8, payload: Range<Int>?) throws {
        var packet = Self.full
        packet[packet.count - 1] = count
        let header = try #require(RTPHeader(packet))
        #expect(header.payloadRange(in: packet) == payload)
    }

    @Test("padding needs an octet to count itself in")
    func paddingWithoutPayload() throws {
        let packet = [0xA0] + Self.plain[1..<12]
        let header = try #require(RTPHeader(packet))
        #expect(header.payloadRange(in: packet) == nil)
    }

    @Test("a header does not reach outside another, shorter packet")
    func otherPacket() throws {
        let header = try #require(RTPHeader(Self.full))
        let short = [UInt8](Self.full.prefix(28))
        #expect(header.payloadRange(in: short) == nil)
        var extensions = header.extensions(in: short.bytes)
        let isEmpty = extensions.next() == nil
        #expect(isEmpty)
    }

    @Test("what is written is read back", arguments: [false, true])
    func roundTrip(isMarked: Bool) throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            let header = RTPHeader(
                payloadType: PayloadType(UInt8(truncatingIfNeeded: generator.next())),
                sequenceNumber: SequenceNumber(UInt16(truncatingIfNeeded: generator.next())),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: generator.next())),
                ssrc: SSRC(UInt32(truncatingIfNeeded: generator.next())), isMarked: isMarked)
            let bytes = try #require([UInt8](capacity: 12) { header.write(to: &$0) })
            #expect(RTPHeader(bytes) == header)
        }
    }

    @Test("damaged packets never trap, and all ranges stay inside")
    func mutations() {
        var accepted = 0
        for packet in Mutations(of: [Self.full, Self.plain]) {
            let view = packet.bytes
            guard let header = RTPHeader(view) else { continue }
            var extensions = header.extensions(in: view)
            while let element = extensions.next() { accepted += element.value.byteCount }
            _ = header.contributor(at: 0, in: view)
            guard let payload = header.payloadRange(in: view) else { continue }
            accepted += 1
            guard header.byteCount <= payload.lowerBound, payload.upperBound <= packet.count else {
                Issue.record("\(payload) in \(packet)")
                return
            }
        }
        #expect(accepted > 1000)
    }
}
