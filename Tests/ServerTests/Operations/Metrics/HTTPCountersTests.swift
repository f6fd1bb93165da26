import HTTP
import Testing

@testable import Server

struct HTTPCountersTests {
    @Test("requests are told apart by method and status")
    func requests() {
        var counters = HTTPCounters()
        counters.answered(.get, .ok, after: .milliseconds(1))
        counters.answered(.get, .ok, after: .milliseconds(1))
        counters.answered(.get, .notFound, after: .milliseconds(1))
        counters.answered(.options, .noContent, after: .milliseconds(1))
        counters.refused(.headerFieldsTooLarge)
        let lines = counters.requestCounts.map { "\($0.method) \($0.status) \($0.count)" }
        #expect(lines == ["GET 200 2", "GET 404 1", "OPTIONS 204 1", "unknown 431 1"])
        #expect(counters.durations.counts.reduce(0, +) == 4)
    }

    @Test(
        "a status outside of HTTP's range is not counted and does no harm", arguments: [99, 600, -1, 70_000])
    func oddStatus(code: Int) {
        var counters = HTTPCounters()
        counters.answered(.get, Status(code, "Odd"), after: .zero)
        #expect(counters == HTTPCounters())
    }

    @Test("merging loops adds everything up")
    func merge() {
        var left = HTTPCounters()
        var right = HTTPCounters()
        for _ in 0..<2 {
            right.accepted += 3
            right.connections += 1
            right.webSockets += 2
            right.receivedBytes += 10
            right.sentBytes += 20
            right.ended(.idle)
            right.refused(.address)
            right.answered(.get, .ok, after: .seconds(1))
            if left == HTTPCounters() { left = right }
        }
        left.merge(right)
        #expect(left.accepted == 9)
        #expect(left.connections == 3)
        #expect(left.webSockets == 6)
        #expect(left.receivedBytes == 30)
        #expect(left.sentBytes == 60)
        #expect(left.ends == [.idle: 3])
        #expect(left.refusals == [.address: 3])
        #expect(left.requestCounts.map(\.count) == [3])
        #expect(left.durations.sum == 3)
    }
}
