import RTP
import Simulation
import Testing

@Suite struct VP9DepacketizerTests {
    @Test(
        "what cannot be right spoils the picture, and the next one is good again",
        arguments: [
            [[]], [[0x0C]], [[0x8C]], [[0x04, 1]], [[0x08, 1]], [[0x08, 1], [0x08, 2]],
            [[0x0C, 1], [0x04, 2]],
        ] as [[[UInt8]]])
    func broken(payloads: [[UInt8]]) {
        var depacketizer = VP9Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        #expect(depacketizer.finish() == nil)
        let added = depacketizer.append([0x0C, 7])
        #expect(added && depacketizer.finish() == VP9Depacketizer.picture([[0x0C, 7]]))
    }

    @Test("a picture does not grow without bounds")
    func bound() {
        var depacketizer = VP9Depacketizer(maximumByteCount: 3)
        let added = [
            depacketizer.append([0x0C, 1, 2]), depacketizer.append([0x0C, 3]),
            depacketizer.append([0x0C, 4]),
        ]
        #expect(added == [true, true, false] && depacketizer.finish() == nil)
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var depacketizer = VP9Depacketizer(maximumByteCount: 100)
        var accepted = 0
        let samples = [VP9DescriptorTests.keyframe, VP9DescriptorTests.flexible, [0x0C, 1, 2, 3]]
        for payload in Mutations(of: samples) {
            if !depacketizer.append(payload) || payload.count % 3 == 0 {
                accepted += depacketizer.finish()?.bytes.count ?? 0
            }
        }
        #expect(accepted > 1000)
    }
}
