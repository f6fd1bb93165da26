import RTP
import Testing

@testable import WebRTC

@Suite struct RepairRequestsTests {
    private static func request(_ number: Int) -> RepairRequests.Request {
        RepairRequests.Request(stream: 0, number: SequenceNumber(UInt16(truncatingIfNeeded: number)))
    }

    /// How many of `count` requests are taken, when each is taken out at once.
    private static func taken(_ count: Int, of requests: inout RepairRequests) -> Int {
        (0..<count).count { number in
            requests.add(request(number))
            return requests.take() != nil
        }
    }

    @Test("requests are served in the order of asking")
    func order() {
        var requests = RepairRequests()
        for number in [5, 3, 9] { requests.add(Self.request(number)) }
        #expect(!requests.isEmpty)
        let served = (0..<4).map { _ in requests.take()?.number.value }
        #expect(served == [5, 3, 9, nil] && requests.isEmpty)
    }

    @Test("no more wait than a stream remembers packets")
    func waiting() {
        var requests = RepairRequests()
        for number in 0..<5000 { requests.add(Self.request(number)) }
        var served = 0
        while requests.take() != nil { served += 1 }
        #expect(served == RepairRequests.mostWaiting)
    }

    @Test("who asks all the time is heard twice for each packet that it is sent")
    func allowance() {
        var requests = RepairRequests()
        #expect(Self.taken(5000, of: &requests) == RepairRequests.most)
        requests.earn(100)
        #expect(Self.taken(5000, of: &requests) == 200)
        requests.earn(100)
        #expect(Self.taken(5000, of: &requests) == 0)
        // What is not used is kept up to a bound, whatever is counted.
        requests.earn(.max)
        #expect(Self.taken(5000, of: &requests) == RepairRequests.most)
        requests.earn(5)
        #expect(Self.taken(5, of: &requests) == 0)
    }
}
