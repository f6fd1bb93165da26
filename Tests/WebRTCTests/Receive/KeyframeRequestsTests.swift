import Testing
import Timing
import WebRTC

@testable import SDP

@Suite struct KeyframeRequestsTests {
    /// When messages leave within `end` milliseconds, when it is woken as it wants.
    private static func times(_ requests: inout KeyframeRequests, until end: Int64) -> [Int64] {
        var times: [Int64] = []
        while let next = requests.nextDeadline, next <= .milliseconds(end) {
            if requests.takeDue(at: next) != nil { times.append(next.nanoseconds / 1_000_000) }
        }
        return times
    }

    @Test("wishes coalesce, and one is repeated ever more patiently until a keyframe comes")
    func retries() {
        var requests = KeyframeRequests(.pictureLoss, minimumInterval: .milliseconds(100))
        #expect(!requests.isWaiting)
        for time: Int64 in 0..<50 { requests.request(at: .milliseconds(time)) }
        let times = Self.times(&requests, until: 12_000)
        #expect(times == [0, 300, 900, 2100, 4500, 7500, 10_500])
        requests.keyframeArrived()
        #expect(!requests.isWaiting && requests.nextDeadline == nil)
        #expect(requests.requested == 7 && requests.arrived == 1)
    }

    @Test("two orders are the least interval apart, however soon the keyframe comes")
    func budget() {
        var requests = KeyframeRequests(.pictureLoss, minimumInterval: .seconds(4))
        var times: [Int64] = []
        for time: Int64 in stride(from: 0, to: 20_000, by: 10) {
            requests.request(at: .milliseconds(time))
            if requests.takeDue(at: .milliseconds(time)) != nil { times.append(time) }
            if time % 100 == 50 { requests.keyframeArrived() }
        }
        #expect(times == [0, 4000, 8000, 12_000, 16_000])
    }

    @Test("the number of a FIR counts orders, not repeats")
    func fullIntra() {
        var requests = KeyframeRequests(.fullIntra)
        requests.request(at: .zero)
        let first = requests.takeDue(at: .zero)
        let nothing = requests.takeDue(at: .milliseconds(499))
        let repeated = requests.takeDue(at: .milliseconds(500))
        requests.keyframeArrived()
        requests.request(at: .milliseconds(2000))
        let second = requests.takeDue(at: .milliseconds(2000))
        #expect(nothing == nil)
        #expect(
            [first, repeated, second] == [
                .fullIntra(requestNumber: 1), .fullIntra(requestNumber: 1), .fullIntra(requestNumber: 2),
            ])
    }

    @Test("a long path gets its round trip on top")
    func roundTrip() {
        var requests = KeyframeRequests(.pictureLoss, minimumInterval: .zero)
        requests.request(at: .zero)
        _ = requests.takeDue(at: .zero, roundTrip: .milliseconds(600))
        #expect(requests.nextDeadline == .milliseconds(900))
    }

    @Test(
        "PLI is asked for where it was agreed on, else FIR, else nothing",
        arguments: [
            ([.fullIntraRequest, .pictureLoss], .pictureLoss), ([.nack, .fullIntraRequest], .fullIntra),
            ([.nack], nil),
        ] as [([Feedback], KeyframeRequests.Method?)])
    func agreement(feedback: [Feedback], method: KeyframeRequests.Method?) {
        let map = RTPMap(payloadType: 96, encoding: "VP8", clockRate: 90_000, channels: 1)
        let format = NegotiatedFormat(format: MediaFormat(map, feedback: feedback))
        #expect(KeyframeRequests.Method(agreedIn: format) == method)
    }
}
