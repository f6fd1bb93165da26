import Testing

@testable import LoadModel

@Suite struct ExpectationTests {
    private static let figures: RunFigures = {
        var figures = RunFigures()
        figures[.started] = 200
        figures[.joined] = 191
        for value in Int64(1)...100 { figures.record(.milliseconds(value * 10), as: .firstFrame) }
        figures.record(1500, as: .bitrate)
        return figures
    }()

    @Test(
        "a figure is held against its bound",
        arguments: [
            ("joined>=95%", true), ("joined>=96%", false), ("joined>190", true), ("joined==191", true),
            ("joined != 191", false), ("freezes==0", true), ("first_frame_p99<1s", true),
            ("first_frame_p99<980ms", false), ("first_frame_max<=1000000us", true),
            ("first_frame_min<20ms", true),
            ("first_frame_mean<0.51s", true), ("bitrate_mean>=1.5Mbps", true), ("bitrate_p50<900kbps", false),
            ("first_frame_p99.9 < 1.5s", true),
        ])
    func verdicts(text: String, isMet: Bool) throws {
        let expectation = try #require(try Expectation.parse(text).get().first)
        #expect(expectation.verdict(on: Self.figures).isMet == isMet)
        #expect(expectation.text == text)
    }

    @Test("a figure that nothing was measured of is never as expected")
    func nothing() throws {
        for text in ["latency_p99<1s", "publishers_connected>=0%"] {
            let verdict = try #require(try Expectation.parse(text).get().first).verdict(on: Self.figures)
            #expect(!verdict.isMet && verdict.value == nil)
        }
    }

    @Test("every mistake is told, with what is accepted")
    func mistakes() {
        let text =
            "joined>=95%,joind>1,first_frame<1s,first_frame_p99<1,freezes<5%,latency_p101<1s,joined,,joined>="
        guard case .failure(let mistakes) = Expectation.parse(text) else {
            Issue.record("these are no expectations")
            return
        }
        #expect(mistakes.all.count == 8)
        #expect(
            mistakes.all[0].hasPrefix(
                "--expect: \"joind>1\": there is no figure joind; accepts started, answered"))
        #expect(mistakes.all[1].contains("first_frame has many values; accepts first_frame_p50"))
        #expect(
            mistakes.all[2]
                == "--expect: \"first_frame_p99<1\": 1 is no bound; accepts a time such as 250us, 80ms or 1.5s"
        )
        #expect(mistakes.all[3].hasSuffix("5% is no bound; accepts a whole number"))
        #expect(
            mistakes.all[7].hasSuffix(
                "nothing is no bound; accepts a whole number, or a percentage such as 95%"))
    }
}
