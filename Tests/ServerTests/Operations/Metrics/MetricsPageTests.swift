import Foundation
import HTTP
import Runtime
import Testing
import Timing

@testable import Server

struct MetricsPageTests {
    private var page: String {
        var http = HTTPCounters()
        http.accepted = 5
        http.connections = 2
        http.answered(.get, .ok, after: .milliseconds(2))
        http.answered(.post, .unprocessableContent, after: .milliseconds(70))
        http.ended(.tooSlow)
        http.refused(.total)
        let usage = ProcessUsage(residentBytes: 9_437_184, processorTime: .milliseconds(1250), openFiles: 12)
        return MetricsPage(
            isDraining: true, usage: usage, maximumOpenFiles: 1_048_576,
            startTime: WallClock(seconds: 1_795_234_095), http: http
        ).text
    }

    @Test("the page keeps the format's rules")
    func rules() {
        #expect(ExpositionChecker(page).complaints == [])
    }

    @Test(
        "the page tells what was counted",
        arguments: [
            (#"starling_build_info{version="\#(Version.current)"}"#, 1.0), ("starling_draining", 1),
            ("starling_process_cpu_seconds_total", 1.25),
            ("starling_process_resident_memory_bytes", 9_437_184),
            ("starling_process_start_time_seconds", 1_795_234_095),
            (#"starling_http_requests_total{method="POST",status="422"}"#, 1),
            (#"starling_http_connection_ends_total{reason="too_slow"}"#, 1),
            (#"starling_http_connection_ends_total{reason="flood"}"#, 0),
            (#"starling_http_refused_connections_total{reason="total"}"#, 1),
            (#"starling_http_request_duration_seconds_bucket{le="0.005"}"#, 1),
            ("starling_http_request_duration_seconds_count", 2), ("starling_http_connections", 2),
        ])
    func content(series: String, value: Double) {
        #expect(ExpositionChecker(page).samples[series] == value)
    }

    @Test(
        "promtool finds nothing to say about the page",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "needs Debian's prometheus"
        ))
    func promtool() throws {
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
        tool.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        tool.standardInput = input
        tool.standardOutput = output
        tool.standardError = output
        try tool.run()
        try input.fileHandleForWriting.write(contentsOf: Data(page.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        tool.waitUntilExit()
        #expect(String(decoding: said, as: UTF8.self) == "")
        #expect(tool.terminationStatus == 0)
    }
}
