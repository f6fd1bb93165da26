import RTP
import Testing

@Suite struct RTPTimestampTests {
    @Test(
        "times are ordered around the circle",
        arguments: [(1, 0, 1), (0, .max, 1), (.max, 0, -1), (1 << 31, 0, -1 << 31)] as [(UInt32, UInt32, Int)]
    )
    func distance(time: UInt32, other: UInt32, distance: Int) {
        #expect(RTPTimestamp(time).distance(from: RTPTimestamp(other)) == distance)
        #expect(RTPTimestamp(time).isAfter(RTPTimestamp(other)) == (distance > 0))
    }

    @Test("counting on wraps")
    func advance() {
        #expect(RTPTimestamp(.max).advanced(by: 3000) == RTPTimestamp(2999))
        #expect(RTPTimestamp(2999).advanced(by: -3000) == RTPTimestamp(.max))
    }

    @Test("a stream's time is followed through its wraps")
    func unwrap() {
        var time = ExtendedTimestamp(first: RTPTimestamp(.max - 10))
        for _ in 0..<10 {
            time = ExtendedTimestamp(time.timestamp.advanced(by: 1 << 30), near: time)
        }
        #expect(time.value == Int64(UInt32.max - 10) + (10 << 30))
        let earlier = ExtendedTimestamp(time.timestamp.advanced(by: -90_000), near: time)
        #expect(earlier.value == time.value - 90_000 && earlier < time)
    }
}
