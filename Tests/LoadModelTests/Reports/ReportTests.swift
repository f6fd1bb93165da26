import FoundationEssentials
import HTTP
import Testing

@testable import LoadModel

@Suite struct ReportTests {
    @Test(
        "figures have three digits that count and a unit that fits",
        arguments: [
            (FigureText.time(microseconds: 850), "850 µs"),
            (FigureText.time(microseconds: 12_440), "12.4 ms"),
            (FigureText.time(microseconds: 1_250_000), "1.25 s"), (FigureText.time(microseconds: 0), "0 µs"),
            (FigureText.rate(kilobits: 950), "950 kb/s"), (FigureText.rate(kilobits: 12_000), "12 Mb/s"),
            (FigureText.share(1), "100 %"), (FigureText.share(0.99999), "> 99.9 %"),
            (FigureText.share(0), "0 %"),
            (FigureText.share(0.000001), "< 0.001 %"), (FigureText.share(0.12345), "12.3 %"),
            (FigureText.count(1_234_567), "1\u{202F}234\u{202F}567"), (FigureText.count(-12), "-12"),
            (FigureText.clock(seconds: 65), "1:05"), (FigureText.fixed(-0.004, 2), "0"),
            (FigureText.fixed(1.05, 2), "1.05"), (FigureText.rounded(.nan), "?"),
        ])
    func text(text: String, expected: String) {
        #expect(text == expected)
    }

    @Test("the document says what was asked for, what came of it, and nothing twice")
    func json() throws {
        let report = try TestRun.report("joined>=99%,first_frame_p99<100ms")
        let json = try JSONReader.read(JSONText(report).bytes).get()
        #expect(json["schema"]?.whole == 1 && json["is_met"]?.bool == false)
        #expect(json["began"]?.string == "2026-11-21T10:30:00.000Z")
        let verdicts = try #require(json["expectations"]?.array)
        #expect(verdicts.map { $0["is_met"]?.bool } == [true, false])
        #expect(verdicts[0]["value"]?.number == 0.996)
        let summary = try #require(json["summary"])
        #expect(summary["joined"]?.whole == 996 && summary["joined_share"]?.number == 0.996)
        #expect(summary["first_frame"]?["unit"]?.string == "microseconds")
        #expect(summary["first_frame"]?["p99"]?.whole != nil)
        #expect(json["groups"]?.array?.count == 2)
        #expect(json["figures"].flatMap { RunFigures($0) } == TestRun.figures)
        let names = summary.members?.map(\.name) ?? []
        #expect(Set(names).count == names.count)
    }

    @Test("the table has a line for each figure, columns under each other, and its verdicts")
    func table() throws {
        let lines = ReportTable(try TestRun.report("joined>=99%,latency_max<1ms")).text.split(separator: "\n")
        #expect(lines.first == "A thousand <viewers>  2:00")
        #expect(lines.contains { $0.hasPrefix("  joined") && $0.hasSuffix("99.6 %") })
        let table = lines.drop { !$0.contains("p50") }.prefix(4)
        #expect(Set(table.map(\.count)).count == 1)
        #expect(lines.contains { $0.contains("ok") && $0.contains("joined>=99%") })
        #expect(lines.contains { $0.contains("NOT MET") && $0.contains("latency_max<1ms") })
    }

    @Test("a tester that was the limit is said so first, and loudly, in table and page")
    func saturated() throws {
        var figures = TestRun.figures
        figures.saturation.datagramsDropped = 12
        let report = try TestRun.report(figures: figures)
        #expect(ReportTable(report).text.hasPrefix("WARNING: the tester's sockets dropped 12 datagrams"))
        #expect(HTMLReport(report).text.contains("role=\"alert\""))
        #expect(!HTMLReport(try TestRun.report()).text.contains("role=\"alert\""))
    }

    @Test("the page asks for nothing from any network, and no text becomes markup")
    func page() throws {
        let page = HTMLReport(try TestRun.report("joined>=99%")).text
        for word in ["src=", "href=", "<script", "@import", "url("] { #expect(!page.contains(word)) }
        #expect(!page.contains("<viewers>") && page.contains("A thousand &lt;viewers&gt;"))
        #expect(page.contains("DTLS &lt;no answer&gt;"))
        #expect(page.contains("color-scheme: light dark"))
        #expect(page.split(separator: "<figure>").count == 6)
        // For whoever wants to look at it.
        if let path = ProcessInfo.processInfo.environment["STARLING_REPORT_PAGE"] {
            try Data(page.utf8).write(to: URL(filePath: path))
        }
    }

    @Test("a run of which nothing came has a report too")
    func empty() throws {
        let report = try TestRun.report(figures: RunFigures())
        #expect(!ReportTable(report).text.isEmpty)
        #expect(HTMLReport(report).text.contains("</html>"))
        #expect(!HTMLReport(report).text.contains("<svg"))
    }

    @Test("what goes into a page is escaped")
    func escaping() {
        #expect("<a b=\"c\">&'".htmlEscaped == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;")
    }
}
