import Bytes
import RTP
import Simulation
import Testing
import Timing

@Suite struct TransportFeedbackBuilderTests {
    private static func written(_ builder: TransportFeedbackBuilder) -> [UInt8] {
        serialised { builder.write(sender: SSRC(1), source: SSRC(2), feedbackCount: 3, to: &$0) }
    }

    private static func arrivals(_ bytes: [UInt8]) -> [UInt32?]? {
        guard case .transportFeedback(let feedback)? = messages(in: bytes)?.first else { return nil }
        return feedback.arrivals
    }

    @Test("arrivals become chunks and deltas, and lost packets are told")
    func fields() {
        var builder = TransportFeedbackBuilder()
        builder.begin(at: SequenceNumber(10))
        let added = [
            builder.add(SequenceNumber(11), at: Instant(nanoseconds: 128_250_000)),
            builder.add(SequenceNumber(13), at: Instant(nanoseconds: 128_750_000)),
        ]
        #expect(added == [true, true] && builder.next == SequenceNumber(14) && !builder.isEmpty)
        #expect(
            Self.written(builder) == [
                0x8F, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2,
                0, 10, 0, 4,  // base 10, four statuses
                0, 0, 2, 3,  // 2 x 64 ms
                0b10_0101_00, 0,  // lost, small, lost, small
                1, 2,  // 250 µs, 500 µs
            ])
    }

    @Test("nothing is written when nothing came")
    func empty() {
        var builder = TransportFeedbackBuilder()
        builder.begin(at: SequenceNumber(10))
        #expect(builder.isEmpty && Self.written(builder) == [])
    }

    @Test("a packet that is old, too far in time, or beyond the size is not added")
    func refuse() {
        var builder = TransportFeedbackBuilder(maximumByteCount: 64)
        builder.begin(at: SequenceNumber(10))
        let start = Instant(nanoseconds: 1_000_000_000)
        let added = [
            builder.add(SequenceNumber(9), at: start),
            builder.add(SequenceNumber(12), at: start),
            builder.add(SequenceNumber(12), at: start),
            builder.add(SequenceNumber(11), at: start),
            builder.add(SequenceNumber(13), at: start.advanced(by: .milliseconds(8192))),
            builder.add(SequenceNumber(13), at: start.advanced(by: .milliseconds(8191))),
            builder.add(SequenceNumber(14), at: start.advanced(by: .milliseconds(-2))),
        ]
        #expect(added == [false, true, false, false, false, true, false])
        var number = SequenceNumber(14)
        while builder.add(number, at: start.advanced(by: .seconds(8))) { number = number.next }
        let bytes = Self.written(builder)
        #expect(bytes.count <= 64 && bytes.count > 52)
        #expect(Self.arrivals(bytes)?.count == number.distance(from: SequenceNumber(10)))
    }

    @Test("a packet never grows beyond its limit", arguments: 40...60)
    func limit(byteCount: Int) {
        var builder = TransportFeedbackBuilder(maximumByteCount: byteCount)
        builder.begin(at: SequenceNumber(0))
        var number = SequenceNumber(0)
        while builder.add(number, at: Instant(nanoseconds: Int64(number.value) * 100_000_000)) {
            number = number.next
        }
        let bytes = Self.written(builder)
        #expect(bytes.count <= byteCount && bytes.count > byteCount - 8)
    }

    @Test("rounding does not add up")
    func rounding() {
        var builder = TransportFeedbackBuilder()
        builder.begin(at: SequenceNumber(0))
        for index in 0..<300 {
            // 333 µs apart: no multiple of the tick.
            let added = builder.add(
                SequenceNumber(UInt16(index)), at: Instant(nanoseconds: 64_000_000 + Int64(index) * 333_333))
            #expect(added)
        }
        let arrivals = Self.arrivals(Self.written(builder)) ?? []
        let expected = (0..<300).map { UInt32((64_000_000 + Int64($0) * 333_333) / 250_000) }
        #expect(arrivals == expected)
    }

    @Test(
        "a long run of losses costs a chunk for each 8191",
        arguments: [1, 6, 7, 13, 14, 15, 8190, 8191, 20_000, 32_766])
    func longLoss(count: Int) {
        var builder = TransportFeedbackBuilder()
        builder.begin(at: SequenceNumber(0))
        let added = [
            builder.add(SequenceNumber(0), at: .zero),
            builder.add(SequenceNumber(UInt16(count + 1)), at: .zero),
        ]
        let bytes = Self.written(builder)
        let arrivals = Self.arrivals(bytes)
        #expect(added == [true, true] && bytes.count <= 40)
        #expect(arrivals == [0] + [UInt32?](repeating: nil, count: count) + [0])
    }

    @Test("a builder begins anew")
    func reuse() {
        var builder = TransportFeedbackBuilder()
        for base in [5, 65_000] as [UInt16] {
            builder.begin(at: SequenceNumber(base))
            let added = builder.add(SequenceNumber(base), at: Instant(nanoseconds: -1))
            #expect(added)
            // One tick before the start of the axis: the reference is 24 bits of -1, the delta 255.
            #expect(Self.arrivals(Self.written(builder)) == [.max])
        }
    }

    @Test("random arrivals come back to the tick")
    func random() {
        var generator = SeededGenerator(seed: 8)
        for round in 0..<300 {
            var builder = TransportFeedbackBuilder()
            let base = SequenceNumber(UInt16(truncatingIfNeeded: generator.next()))
            builder.begin(at: base)
            var time = Int64(generator.next() % 1 << 40)
            var expected: [UInt32?] = []
            let lossy = UInt64(round % 5)
            for index in 0..<200 {
                time +=
                    Int64(generator.next() % 20) * 1_000_000 - (generator.next() % 9 == 0 ? 30_000_000 : 0)
                guard generator.next() % 5 >= lossy else { continue }
                guard builder.add(base.advanced(by: index), at: Instant(nanoseconds: time)) else { break }
                expected += [UInt32?](repeating: nil, count: index - expected.count)
                expected.append(
                    UInt32(truncatingIfNeeded: (time - (time % 250_000 + 250_000) % 250_000) / 250_000))
            }
            guard !builder.isEmpty else { continue }
            let bytes = Self.written(builder)
            #expect(bytes.count <= 1200)
            #expect(Self.arrivals(bytes) == expected)
        }
    }
}
