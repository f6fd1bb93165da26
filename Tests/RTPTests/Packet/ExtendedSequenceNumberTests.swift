import RTP
import Simulation
import Testing

@Suite struct ExtendedSequenceNumberTests {
    @Test("a stream is followed through its wraps, also when packets change places")
    func unwrap() {
        var generator = SeededGenerator(seed: 3)
        var newest = ExtendedSequenceNumber(first: SequenceNumber(65_000))
        for place in Int64(65_001)..<400_000 where place % 7 == 0 {
            let shuffled = ExtendedSequenceNumber(place - Int64(generator.next() % 500))
            let read = ExtendedSequenceNumber(shuffled.number, near: newest)
            guard read == shuffled else {
                Issue.record("\(shuffled) was taken for \(read)")
                return
            }
            newest = max(newest, read)
        }
        #expect(newest.value > 390_000)
    }

    @Test("a packet from before the first has a negative place")
    func beforeFirst() {
        let first = ExtendedSequenceNumber(first: SequenceNumber(2))
        let older = ExtendedSequenceNumber(SequenceNumber(65_535), near: first)
        #expect(older.value == -1 && older < first)
        #expect(older.number == SequenceNumber(65_535))
    }

    @Test("the report field is the low half of the place")
    func low32() {
        #expect(ExtendedSequenceNumber(0x1_2345_6789).low32 == 0x2345_6789)
        #expect(ExtendedSequenceNumber(5).advanced(by: -6).low32 == .max)
    }
}
