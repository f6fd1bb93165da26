import RTP
import Testing

@Suite struct SequenceNumberTests {
    @Test(
        "numbers are ordered around the circle",
        arguments: [
            (1, 0, 1), (0, 65_535, 1), (65_535, 0, -1), (32_767, 0, 32_767), (32_768, 0, -32_768),
            (0, 32_768, -32_768),
        ] as [(UInt16, UInt16, Int)])
    func distance(number: UInt16, other: UInt16, distance: Int) {
        #expect(SequenceNumber(number).distance(from: SequenceNumber(other)) == distance)
        #expect(SequenceNumber(number).isAfter(SequenceNumber(other)) == (distance > 0))
    }

    @Test("counting on wraps")
    func advance() {
        #expect(SequenceNumber(65_535).next == SequenceNumber(0))
        #expect(SequenceNumber(65_530).advanced(by: 10) == SequenceNumber(4))
        #expect(SequenceNumber(4).advanced(by: -10) == SequenceNumber(65_530))
    }
}
