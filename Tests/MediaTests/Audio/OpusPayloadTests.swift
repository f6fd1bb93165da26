import Bytes
import Media
import Testing

@Suite struct OpusPayloadTests {
    /// config(5) stereo(1) code(2), RFC 6716 table 2.
    @Test(
        "a packet's length is told by its first octets",
        arguments: [
            ([0 << 3], 480), ([3 << 3], 2880), ([11 << 3], 2880), ([12 << 3], 480), ([13 << 3], 960),
            ([15 << 3], 960),
            ([16 << 3], 120), ([31 << 3], 960), ([31 << 3 | 1], 1920), ([31 << 3 | 2], 1920),
            ([31 << 3 | 3, 3], 2880), ([31 << 3 | 3, 0xC6], 5760), ([31 << 3 | 3, 7], nil),
            ([31 << 3 | 3, 0], nil),
            ([31 << 3 | 3], nil), ([], nil), ([16 << 3 | 3, 48], 5760), ([16 << 3 | 3, 63], nil),
        ] as [([UInt8], Int?)])
    func duration(payload: [UInt8], ticks: Int?) {
        let duration = OpusPayload.duration(of: payload.bytes)
        #expect(duration == ticks)
    }

    @Test("two octets are silence", arguments: [(0, true), (2, true), (3, false)])
    func silence(count: Int, expected: Bool) {
        let payload = [UInt8](repeating: 0xF8, count: count)
        let isSilence = OpusPayload.isSilence(payload.bytes)
        #expect(isSilence == expected)
    }
}
