import HTTP
import Testing

@testable import LoadModel

@Suite struct RunFiguresTests {
    /// Figures of half of a run.
    static func half(_ second: Int) -> RunFigures {
        var figures = RunFigures()
        figures[.started] = 10
        figures[.joined] = 9
        figures.record(.milliseconds(100 * Int64(second)), as: .firstFrame)
        figures.noteFailure("timed out")
        var moment = Moment(second: 1)
        (moment.viewers, moment.latencyHigh, moment.testerCores) = (5, 1000 * second, 0.25)
        figures.note(moment)
        figures.note(Moment(second: 1 + second))
        figures.saturation.datagramsDropped = second
        figures.server = ServerUse(cpuSeconds: 12, memory: 1 << 20)
        figures.seconds = 60
        return figures
    }

    @Test("the figures of two parts of a run add up")
    func merging() {
        var figures = Self.half(1)
        figures.merge(Self.half(2))
        #expect(figures[.started] == 20 && figures.share(of: .joined) == 0.9)
        #expect(figures[.firstFrame].count == 2 && figures[.firstFrame].maximum == 200_000)
        #expect(figures.failures == ["timed out": 2])
        #expect(figures.moments.map(\.second) == [1, 2, 3])
        #expect(figures.moments[0].viewers == 10 && figures.moments[0].latencyHigh == 2000)
        #expect(figures.saturation.datagramsDropped == 3 && figures.server?.cpuSeconds == 12)
    }

    @Test("what nothing was counted of is no share and no percentile")
    func empty() {
        let figures = RunFigures()
        #expect(figures.share(of: .joined) == nil && figures.share(of: .freezes) == nil)
        #expect(figures[.latency].isEmpty && figures.serverMicrosecondsPerPacket == nil)
    }

    @Test("the server's cost is told for a packet and for a thousand viewers")
    func cost() {
        var figures = Self.half(1)
        figures[.packetsExpected] = 1_000_010
        figures[.packetsMissing] = 10
        #expect(figures.serverMicrosecondsPerPacket == 12)
        #expect(figures.serverCoresPerThousandViewers.map { abs($0 - 22.2) < 0.1 } == true)
    }

    @Test("reasons that never end are counted under one name")
    func reasons() {
        var figures = RunFigures()
        for number in 0..<100 { figures.noteFailure("reason \(number)") }
        #expect(figures.failures.count == 51 && figures.failures["other reasons"] == 50)
    }

    @Test("they survive the way through JSON")
    func json() throws {
        let figures = Self.half(2)
        let value = try JSONReader.read(JSONText(figures).bytes).get()
        #expect(RunFigures(value) == figures)
        #expect(RunFigures(JSONValue(content: .object([]), line: 1)) == nil)
    }

    private static let reasons: String = (0..<2000).map { "\"r\($0)\":9007199254740992" }.joined(
        separator: ",")

    /// Members of figures that no run has.
    private static let claims: [String] = [
        #""seconds":1e300"#,
        #""failures":{\#(reasons)}"#,
        #""distributions":{"first_frame":{"sum":1e308,"min":0,"max":1,"buckets":[[1,1099511627776]]}}"#,
        #""saturation":{"busiest_loop":1e300,"timer_lateness_p99_us":1,"machine_load":1e300}"#,
        #""moments":[{"second":1,"viewers":1e15,"bits":9e15,"tester_cores":1e308,"server_cores":1e308}]"#,
        #""counts":{"started":9007199254740992,"joined":9007199254740992}"#,
    ]

    @Test("what agents claim can be added up and written, whatever it is", arguments: claims)
    func claimed(claim: String) throws {
        let rest = [#""counts":{}"#, #""distributions":{}"#, #""moments":[]"#].filter {
            $0.split(separator: ":")[0] != claim.split(separator: ":")[0]
        }
        let text = "{" + ([claim] + rest).joined(separator: ",") + "}"
        let part = try #require(RunFigures(try JSONReader.read(Array(text.utf8)).get()))
        var figures = RunFigures()
        for _ in 0..<1000 { figures.merge(part) }
        let report = try TestRun.report("joined>=99%,started<1,first_frame_p50<1s", figures: figures)
        #expect(!ReportTable(report).text.isEmpty && !HTMLReport(report).text.isEmpty)
        #expect(!JSONText(report).bytes.isEmpty)
    }

    @Test(
        "figures with a second that is there twice are none",
        arguments: [(#"{"second":1},{"second":2}"#, true), (#"{"second":1},{"second":1}"#, false)])
    func seconds(moments: String, isWhole: Bool) throws {
        let text = #"{"counts":{},"distributions":{},"moments":[\#(moments)]}"#
        let value = try JSONReader.read(Array(text.utf8)).get()
        #expect((RunFigures(value) != nil) == isWhole)
    }

    @Test("a tester that cannot keep up says so")
    func saturation() {
        #expect(Saturation().warnings.isEmpty)
        var saturation = Saturation()
        saturation.busiestLoop = 0.97
        saturation.timerLateness = 35_000
        saturation.datagramsDropped = 7
        saturation.sendsRefused = 1
        saturation.machineLoad = 0.99
        #expect(saturation.warnings.count == 5)
        #expect(
            saturation.warnings[0] == "a loop of the tester was busy for 97 % of a second: give it more cores"
        )
    }
}
