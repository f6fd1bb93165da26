import Bytes
import Media
import Simulation
import Testing

@testable import MPEGTS

/// What is inside of PES packets.
@Suite struct ElementaryTests {
    /// What should be read is not.
    private struct Unread: Error {}

    @Test("start codes of three and four octets become lengths, and zeros behind units go")
    func startCodes() {
        let stream: [UInt8] = [9, 9, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 0, 0, 1, 0, 0, 1, 0x65, 7, 0, 0]
        #expect(
            ByteStream.lengthened(stream.bytes) == [
                0, 0, 0, 2, 0x67, 1, 0, 0, 0, 1, 0x68, 0, 0, 0, 2, 0x65, 7,
            ])
        #expect(ByteStream.lengthened(([0, 0, 1] as [UInt8]).bytes).isEmpty)
        #expect(ByteStream.lengthened(([1, 0, 1] as [UInt8]).bytes).isEmpty)
        let unit: [UInt8] = [0, 0, 0, 2, 0x67, 1, 0, 0, 0, 1, 0x68]
        #expect(ByteStream.written(unit.bytes) == [0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68])
    }

    @Test("times of 33 bits are read from where they lie between others")
    func times() throws {
        // PTS 0x1_2345_6789 and DTS 0x0_FEDC_BA98: 3, 15 and 15 bits, each with a 1 behind it.
        let packet: [UInt8] = [
            0, 0, 1, 0xE0, 0, 0, 0x84, 0xC0, 10,
            0x39, 0x8D, 0x15, 0xCF, 0x13, 0x17, 0xFB, 0x73, 0x75, 0x31, 42,
        ]
        guard let head = PESPacket(packet.bytes) else { throw Unread() }
        #expect(head.shown == 0x1_2345_6789 && head.decoded == 0x0_FEDC_BA98 && head.payloadOffset == 19)
        for count in 0..<19 { #expect(PESPacket(packet.bytes.extracting(0..<count)) == nil) }
    }

    @Test("pieces of AAC that lie in two packets are put together, and have their own times")
    func split() throws {
        let aac = try #require(AACConfiguration(sampleRate: 48_000, channelCount: 2))
        let pieces = (1...4).map { count in
            (ADTSHeader.written(aac, byteCount: count) ?? [])
                + [UInt8](repeating: UInt8(count), count: count)
        }
        let all = pieces.flatMap { $0 }
        for cut in 0...all.count {
            var reader = AACReader()
            var units: [StreamUnit] = []
            // The second packet tells when the first piece is heard that begins in it.
            var (index, place) = (0, 0)
            while index < 4, place < cut { (index, place) = (index + 1, place + pieces[index].count) }
            reader.read(Array(all[..<cut]).bytes, 90_000, into: &units)
            reader.read(Array(all[cut...]).bytes, 90_000 + Int64(index) * 1_920, into: &units)
            #expect(units.map(\.bytes) == (1...4).map { [UInt8](repeating: UInt8($0), count: $0) })
            #expect(units.map(\.time) == (0..<4).map { 90_000 + $0 * 1_920 }, "cut at \(cut)")
        }
    }

    @Test("a header of ADTS says what the configuration does, and is found behind what is none")
    func adts() throws {
        let file = SampleFile.aac.bytes
        guard let head = ADTSHeader(file.bytes) else { throw Unread() }
        #expect(head.byteCount == 7 && head.frameByteCount == 7 + SampleFile.aac.units[0].count)
        #expect(head.configuration.codecString == "mp4a.40.2")
        var reader = AACReader()
        var units: [StreamUnit] = []
        reader.read(([1, 2, 0xFF, 0xF1] + file).bytes, 0, into: &units)
        #expect(units.map(\.bytes) == SampleFile.aac.units)
    }

    @Test("control headers of Opus are read, with trims and extensions")
    func opus() throws {
        let packet = [UInt8](repeating: 0xF8, count: 300)
        let plain = OpusControlHeader.written(byteCount: 300) + packet
        #expect(Array(plain.prefix(4)) == [0x7F, 0xE0, 255, 45])
        let trimmed: [UInt8] = [0x7F, 0xFC, 2, 1, 2, 3, 4, 1, 9, 0xF8, 7]
        for (bytes, expected) in [(plain, packet), (trimmed, [0xF8, 7])] {
            var reader = ByteReader(bytes.bytes)
            guard let found = OpusControlHeader.readPacket(&reader) else { throw Unread() }
            let (octets, isAtEnd) = ([UInt8](found), reader.isAtEnd)
            #expect(octets == expected && isAtEnd)
            for count in 0..<bytes.count {
                var short = ByteReader(bytes.bytes.extracting(0..<count))
                let isRead = OpusControlHeader.readPacket(&short) != nil
                #expect(!isRead)
            }
        }
    }
}
