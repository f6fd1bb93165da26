import RTP
import Simulation
import Testing
import Timing

@testable import WebRTC

@Suite struct TimestampShiftsTests {
    private static func place(_ value: Int64) -> ExtendedSequenceNumber { ExtendedSequenceNumber(value) }

    @Test("each packet has the shift of the stretch that it is in, and those behind it none")
    func stretches() {
        var shifts = TimestampShifts()
        for (number, shift) in [(10, 900), (11, 900), (12, 500), (13, 100), (11, 900), (14, 0), (15, 0)] {
            shifts.note(UInt32(shift), of: Self.place(Int64(number)))
        }
        let found = (8...16).map { shifts.shift(of: Self.place($0)) }
        #expect(found == [0, 0, 900, 900, 500, 100, 0, 0, 0])
    }

    @Test("what cannot be asked for any more is forgotten, and media at its own pace is never noted")
    func forgets() {
        var shifts = TimestampShifts()
        shifts.note(0, of: Self.place(1))
        shifts.note(7, of: Self.place(2))
        for number: Int64 in 3...1027 { shifts.note(0, of: Self.place(number)) }
        #expect(shifts.shift(of: Self.place(2)) == 7)
        shifts.note(0, of: Self.place(1028))
        #expect(shifts.shift(of: Self.place(2)) == 0)
    }

    @Test("what is shifted is captured later by as much, so that reports stay on the live clock")
    func report() throws {
        var generator = SeededGenerator(seed: 3)
        var stream = SendStream(ssrc: SSRC(1), clockRate: 90_000, using: &generator)
        // Captured 400 ms ago, and sent as if it were now.
        var packet = SourcePacket(
            place: Self.place(10), timestamp: RTPTimestamp(36_000), captured: .milliseconds(400), index: 10,
            payloadByteCount: 1000)
        packet.shift(by: 36_000, of: 90_000)
        let now = Instant.milliseconds(800)
        stream.begin(1, with: packet, at: now)
        let stamp = stream.send(packet, at: now)
        #expect(stamp?.timestamp == RTPTimestamp(72_000))
        let clock = ReportClock(WallClock(seconds: 0), at: .zero)
        #expect(stream.senderReport(clock: clock, at: now)?.timestamp == RTPTimestamp(72_000))
    }
}
