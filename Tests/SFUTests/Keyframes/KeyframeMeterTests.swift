import RTP
import Testing

@testable import SFU

@Suite struct KeyframeMeterTests {
    @Test(
        "a keyframe is as large as the packets of its timestamp, and is told of once the next picture begins")
    func sizes() {
        var meter = KeyframeMeter()
        let sizes = [
            (1, 5, false), (2, 10, true), (2, 20, true), (2, 30, false), (3, 40, false), (4, 50, true),
            (5, 60, true), (6, 70, false),
        ]
        .map { meter.add(RTPTimestamp(UInt32($0.0)), byteCount: $0.1, canBegin: $0.2) { true } }
        #expect(sizes == [nil, nil, nil, nil, 60, nil, 50, 60])
    }

    @Test(
        "one with which a layer begins, or goes on after a pause, is not measured, however many packets can begin it"
    )
    func begins() {
        var meter = KeyframeMeter()
        var last: Int64 = -10_000
        // In milliseconds: a parameter set and the picture behind it, then pictures; a pause; the same again.
        let packets: [(time: Int64, canBegin: Bool)] = [
            (0, true), (0, true), (33, false), (66, true), (66, true), (4000, true), (4000, true),
            (4033, false),
        ]
        let sizes = packets.map { time, canBegin in
            defer { last = time }
            return meter.add(RTPTimestamp(UInt32(time)), byteCount: 10, canBegin: canBegin) {
                time - last < 1000
            }
        }
        #expect(sizes == [nil, nil, nil, nil, nil, 20, nil, nil])
    }
}
