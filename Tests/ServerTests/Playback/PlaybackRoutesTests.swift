import Bytes
import HTTP
import Testing
import Timing

@testable import Server

/// What players say of themselves, and how much of it is taken.
struct PlaybackRoutesTests {
    private let tally = PlaybackTally()
    private let start = Instant.zero.advanced(by: .seconds(100))

    private func answer(_ body: String, from address: UInt32 = 1, after wait: Duration = .zero) -> Response {
        PlaybackRoutes(tally: tally).take(
            Array(body.utf8), from: IPAddress(v4: address), at: start.advanced(by: wait))
    }

    private func sums(_ way: PlaybackReport.Way) throws -> PlaybackFigures.Sums {
        try #require(tally.figures.sums.first { $0.way == way }?.sums)
    }

    @Test("reports add up, each to its way")
    func sums() throws {
        #expect(
            answer(#"{"way": "webrtc", "startup": 0.4, "played": 30, "latency": 0.15}"#).status == .noContent)
        #expect(
            answer(#"{"way": "webrtc", "played": 28, "stalled": 2, "stalls": 1, "errors": 3}"#).status
                == .noContent)
        #expect(
            answer(#"{"way": "hls", "played": 5, "waySwitches": 1, "levelSwitches": 2}"#).status == .noContent
        )
        let (own, other) = (try sums(.webRTC), try sums(.hls))
        #expect(
            own.reports == 2 && own.played == 58 && own.stalled == 2 && own.stalls == 1 && own.errors == 3)
        #expect(own.startups.counts.reduce(0, +) == 1 && own.latencies.sum == 0.15)
        #expect(other.reports == 1 && other.waySwitches == 1 && other.levelSwitches == 2)
    }

    @Test(
        "what cannot be is refused, the field is named, and nothing is counted",
        arguments: [
            ("[]", nil), ("{", nil), ("{}", "way"), (#"{"way": "smoke"}"#, "way"),
            (#"{"way": "hls", "played": -1}"#, "played"), (#"{"way": "hls", "played": 1e300}"#, "played"),
            (#"{"way": "hls", "startup": "soon"}"#, "startup"), (#"{"way": "hls", "stalls": 0.5}"#, "stalls"),
            (#"{"way": "hls", "errors": 99999}"#, "errors"),
        ] as [(String, String?)])
    func refused(body: String, field: String?) throws {
        let response = answer(body)
        #expect(response.status == .badRequest)
        if let field { #expect(response.text.contains("\"field\":\"\(field)\"")) }
        #expect(tally.figures == PlaybackFigures())
    }

    @Test("an address that says too much is told to wait, and others are not")
    func limited() throws {
        let report = #"{"way": "hls", "played": 1}"#
        for _ in 0..<100 { #expect(answer(report).status == .noContent) }
        let refused = answer(report)
        #expect(refused.status == .tooManyRequests && refused.fields["retry-after"] == "1")
        #expect(answer(report, from: 2).status == .noContent)
        #expect(answer(report, after: .milliseconds(300)).status == .noContent)
        #expect(try sums(.hls).reports == 102)
    }
}
