import RTP
import Simulation
import Testing

@Suite struct VP8DepacketizerTests {
    @Test("partitions and their parts are put one behind the other")
    func partitions() {
        #expect(
            VP8Depacketizer.frame([[0x10, 1, 2], [0x00, 3], [0x11, 4], [0x01, 5]]) == [1, 2, 3, 4, 5])
    }

    @Test(
        "what cannot be right spoils the frame, and the next one is good again",
        arguments: [[[]], [[0x10]], [[0x90]], [[0x00, 1]], [[0x11, 1]], [[0x10, 1], [0x10, 2]]] as [[[UInt8]]]
    )
    func broken(payloads: [[UInt8]]) {
        var depacketizer = VP8Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        #expect(depacketizer.finish() == nil)
        let added = depacketizer.append([0x10, 7])
        #expect(added && depacketizer.finish() == [7])
    }

    @Test("a frame does not grow without bounds")
    func bound() {
        var depacketizer = VP8Depacketizer(maximumByteCount: 3)
        let added = [
            depacketizer.append([0x10, 1, 2]), depacketizer.append([0x00, 3]),
            depacketizer.append([0x00, 4]),
        ]
        #expect(added == [true, true, false] && depacketizer.finish() == nil)
    }

    @Test("damaged payloads never trap")
    func mutations() {
        var depacketizer = VP8Depacketizer(maximumByteCount: 100)
        var accepted = 0
        for payload in Mutations(of: [VP8DescriptorTests.full, [0x00, 1], [0x90, 0x80, 0x11, 0x00]]) {
            if !depacketizer.append(payload) || payload.count % 3 == 0 {
                accepted += depacketizer.finish()?.count ?? 0
            }
        }
        #expect(accepted > 1000)
    }
}
