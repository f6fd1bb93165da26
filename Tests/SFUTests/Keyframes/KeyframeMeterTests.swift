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
        .map { meter.add(RTPTimestamp(UInt32($0.0)), byteCount: $0.1, canBegin: $0.2) }
        #expect(sizes == [nil, nil, nil, nil, 60, nil, 50, 60])
    }
}
