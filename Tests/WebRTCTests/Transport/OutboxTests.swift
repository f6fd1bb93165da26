import Bytes
import ICE
import Testing
import WebRTC

@Suite struct OutboxTests {
    /// A run as it came out.
    private struct Run: Equatable {
        let path: Path
        let segmentSize: Int
        let bytes: [UInt8]

        init(_ transmit: Outbox.Transmit, _ bytes: RawSpan) {
            path = transmit.path
            segmentSize = transmit.segmentSize
            self.bytes = [UInt8](bytes)
        }
    }

    private static func path(_ number: UInt16) -> Path {
        Path(
            local: SocketAddress(.loopbackV4, port: 8189), remote: SocketAddress(.loopbackV4, port: number))
    }

    private static func datagram(_ byte: UInt8, _ count: Int) -> [UInt8] {
        [UInt8](repeating: byte, count: count)
    }

    /// Adds a datagram of equal octets; whether there was room.
    @discardableResult private static func add(
        _ byte: UInt8, _ count: Int, to outbox: Outbox, path number: UInt16 = 1
    ) -> Bool {
        outbox.append(datagram(byte, count).bytes, to: path(number))
    }

    private static func drain(_ outbox: Outbox, segments: Int = 64, bytes: Int = 65_507) -> [Run] {
        var runs: [Run] = []
        outbox.drain(segments: segments, bytes: bytes) { runs.append(Run($0, $1)) }
        return runs
    }

    /// Sizes of datagrams, with the number of the path each goes by, and the runs that they make: the count of each.
    static let runs: [(datagrams: [(size: Int, path: UInt16)], counts: [Int])] = [
        ([], []),
        ([(100, 1)], [1]),
        ([(100, 1), (100, 1), (100, 1)], [3]),
        ([(100, 1), (100, 1), (40, 1)], [3]),
        ([(100, 1), (40, 1), (40, 1)], [2, 1]),
        ([(40, 1), (100, 1)], [1, 1]),
        ([(100, 1), (100, 2), (100, 1)], [1, 1, 1]),
        ([(100, 1), (100, 1), (100, 2), (100, 2), (99, 2), (100, 2)], [2, 3, 1]),
    ]

    @Test(
        "neighbours of one size to one path leave as a run, the last of which may be shorter", arguments: runs
    )
    func grouping(datagrams: [(size: Int, path: UInt16)], counts: [Int]) {
        let outbox = Outbox()
        for (index, each) in datagrams.enumerated() {
            Self.add(UInt8(index), each.size, to: outbox, path: each.path)
        }
        let runs = Self.drain(outbox)
        var next = 0
        for (run, count) in zip(runs, counts) {
            let members = datagrams[next..<next + count]
            #expect(run.path == Self.path(members[next].path) && run.segmentSize == members[next].size)
            let bytes = members.indices.flatMap { Self.datagram(UInt8($0), datagrams[$0].size) }
            #expect(run.bytes == bytes)
            next += count
        }
        #expect(runs.count == counts.count && next == datagrams.count)
        #expect(outbox.isEmpty && Self.drain(outbox).isEmpty)
    }

    @Test("a run has at most so many datagrams, and at most so many octets")
    func limits() {
        let outbox = Outbox()
        for _ in 0..<10 { Self.add(1, 1000, to: outbox) }
        #expect(Self.drain(outbox, segments: 4).map(\.bytes.count) == [4000, 4000, 2000])
        for _ in 0..<10 { Self.add(1, 1000, to: outbox) }
        #expect(Self.drain(outbox, bytes: 3999).map(\.bytes.count) == [3000, 3000, 3000, 1000])
        // One that is too long for any run leaves alone.
        for _ in 0..<2 { Self.add(1, 1000, to: outbox) }
        #expect(Self.drain(outbox, bytes: 10).map(\.bytes.count) == [1000, 1000])
    }

    @Test("what does not fit is dropped and counted; what fits goes on")
    func full() {
        let outbox = Outbox(limit: 2500)
        let added = (0..<4).map { Self.add(UInt8($0), 1000, to: outbox) }
        #expect(added == [true, true, false, false] && outbox.dropped == 2)
        #expect(Self.add(9, 500, to: outbox))
        #expect(Self.drain(outbox).map(\.bytes.count) == [2500])
        #expect(Self.add(9, 2500, to: outbox))
        #expect(!Self.add(9, 1, to: outbox) && outbox.dropped == 3)
    }

    @Test("memory grows as far as it may, and keeps what is in it")
    func growth() {
        let outbox = Outbox(limit: 1 << 20)
        for index in 0..<700 { Self.add(UInt8(index % 251), 1400, to: outbox) }
        let bytes = Self.drain(outbox, segments: 1).map(\.bytes)
        #expect(bytes == (0..<700).map { Self.datagram(UInt8($0 % 251), 1400) })
        #expect(outbox.dropped == 0)
    }

    @Test("nothing is added when there is nothing to write, or when more was written than there is room for")
    func nothing() {
        let outbox = Outbox()
        for count in [nil, 0, -1, 101] {
            let isAdded = outbox.append(atMost: 100, to: Self.path(1)) { _ in count }
            #expect(!isAdded)
        }
        #expect(!Self.add(0, 0, to: outbox))
        #expect(outbox.isEmpty && outbox.dropped == 0)
        let isAdded = outbox.append(atMost: 100, to: Self.path(1)) { room in
            room.store([1, 2, 3].bytes, at: 0) ? room.byteCount - 97 : nil
        }
        #expect(isAdded && Self.drain(outbox).map(\.bytes) == [[1, 2, 3]])
    }
}
