import Bytes
import RTP
import Simulation
import Testing

extension VideoLayersAllocation {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

@Suite struct VideoLayersAllocationTests {
    /// Two simulcast streams of one spatial layer with two temporal ones each, sent on stream 1.
    static let simulcast: [UInt8] = [
        0b01_01_0001,  // RID 1, 2 streams, layer 0 in each
        0b01_01_0000,  // 2 temporal layers, 2 temporal layers
        0x64, 0x96, 0x01,  // stream 0: 100, 150 kbps
        0xE8, 0x07, 0xDC, 0x0B,  // stream 1: 1000, 1500 kbps
        0x01, 0x3F, 0x00, 0xB3, 15,  // 320x180 at 15
        0x04, 0xFF, 0x02, 0xCF, 30,  // 1280x720 at 30
    ]

    /// Three streams with different layers, without sizes.
    static let uneven: [UInt8] = [
        0b00_10_0000,  // RID 0, 3 streams, layers differ
        0b0001_0111,  // stream 0: layer 0; stream 1: layers 0, 1, 2
        0b1000_0000,  // stream 2: layer 3
        0b00_00_00_00, 0b11_000000,  // one temporal layer, the last has four
        1, 2, 3, 4, 5, 6, 7, 8,
    ]

    @Test("a simulcast's layers are read with their sizes")
    func equalStreams() throws {
        let value = try #require(VideoLayersAllocation(Self.simulcast))
        #expect(value.streamIndex == 1 && value.streamCount == 2)
        #expect(
            value.layers == [
                .init(
                    streamIndex: 0, spatialID: 0, kilobitsPerSecond: [100, 150],
                    size: .init(width: 320, height: 180, maximumFrameRate: 15)),
                .init(
                    streamIndex: 1, spatialID: 0, kilobitsPerSecond: [1000, 1500],
                    size: .init(width: 1280, height: 720, maximumFrameRate: 30)),
            ])
    }

    @Test("streams may have different layers")
    func unequalStreams() throws {
        let value = try #require(VideoLayersAllocation(Self.uneven))
        let places = value.layers.map { [$0.streamIndex, $0.spatialID] }
        #expect(places == [[0, 0], [1, 0], [1, 1], [1, 2], [2, 3]])
        #expect(value.layers.map(\.kilobitsPerSecond) == [[1], [2], [3], [4], [5, 6, 7, 8]])
        #expect(value.layers.allSatisfy { $0.size == nil })
    }

    @Test("one octet 0 says that nothing is sent")
    func empty() throws {
        let value = try #require(VideoLayersAllocation([0]))
        #expect(value.layers.isEmpty)
        #expect(serialised { value.write(to: &$0) } == [0])
        #expect(VideoLayersAllocation([]) == nil && VideoLayersAllocation([0, 0]) == nil)
    }

    @Test("what is read is written back", arguments: [simulcast, uneven])
    func roundTrip(bytes: [UInt8]) throws {
        let value = try #require(VideoLayersAllocation(bytes))
        #expect(serialised { value.write(to: &$0) } == bytes)
    }

    @Test("a value cut anywhere is refused, unless just the sizes are missing")
    func truncation() {
        for count in 0..<Self.simulcast.count where count != 9 {
            #expect(VideoLayersAllocation(Array(Self.simulcast.prefix(count))) == nil, "\(count) octets")
        }
        #expect(VideoLayersAllocation(Array(Self.simulcast.prefix(9)))?.layers.count == 2)
    }

    @Test("random allocations come back as they were")
    func random() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<300 {
            let streamCount = 1 + Int(generator.next() % 4)
            let isSized = generator.next() % 2 == 0
            var layers: [VideoLayersAllocation.Layer] = []
            for stream in 0..<streamCount {
                for spatialID in 0..<4 where generator.next() % 2 == 0 {
                    let size = VideoLayersAllocation.Size(
                        width: 1 + Int(generator.next() % 65_536), height: 1 + Int(generator.next() % 65_536),
                        maximumFrameRate: Int(generator.next() % 256))
                    let rates = (0...generator.next() % 4).map { _ in UInt32(generator.next() % 1_000_000) }
                    layers.append(
                        .init(
                            streamIndex: stream, spatialID: spatialID, kilobitsPerSecond: rates,
                            size: isSized ? size : nil))
                }
            }
            guard !layers.isEmpty else { continue }
            let value = VideoLayersAllocation(
                streamIndex: Int(generator.next() % 4), streamCount: streamCount,
                layers: layers.shuffled(using: &generator))
            #expect(VideoLayersAllocation(serialised { value.write(to: &$0) }) == value)
        }
    }

    @Test("damaged values never trap")
    func mutations() {
        var accepted = 0
        for bytes in Mutations(of: [Self.simulcast, Self.uneven]) {
            guard let value = VideoLayersAllocation(bytes) else { continue }
            _ = serialised { value.write(to: &$0) }
            accepted += 1
        }
        #expect(accepted > 100)
    }
}
