import Foundation
import HTTP
import Programs
import Runtime
import Testing
import Timing

@testable import SFU
@testable import Server

struct MetricsPageTests {
    private var page: String {
        get throws {
            var http = HTTPCounters()
            http.accepted = 5
            http.connections = 2
            http.answered(.get, .ok, after: .milliseconds(2))
            http.answered(.post, .unprocessableContent, after: .milliseconds(70))
            http.ended(.tooSlow)
            http.refused(.total)
            let usage = ProcessUsage(
                residentBytes: 9_437_184, processorTime: .milliseconds(1250), openFiles: 12)
            var plane = PlaneCounters()
            (plane.isUp, plane.reached) = (true, 2)
            for _ in 0..<4 { plane.ask() }
            plane.end(isAnswered: true, after: .milliseconds(3))
            plane.end(isAnswered: true, after: .milliseconds(30))
            plane.end(isAnswered: false, after: .seconds(2))
            var playback = PlaybackFigures()
            playback.add(PlaybackReport(way: .hls, startup: 0.6, played: 30, stalls: 2))
            return MetricsPage(
                isDraining: true, usage: usage, maximumOpenFiles: 1_048_576,
                startTime: WallClock(seconds: 1_795_234_095), http: http, media: try media, streamLimit: 1,
                playback: playback, plane: plane, planeConnections: 1
            ).text
        }
    }

    /// Two loops with two streams, one of which both know of.
    private var media: MediaScrape {
        get throws {
            var counters = MediaCounters()
            counters.traffic.received = Sample.counts
            counters.traffic.drops.replayed = 8
            counters.relayDrops = 2
            var scrape = MediaScrape()
            let busy = try Sample.stream("busy", viewers: 3), calm = try Sample.stream("calm", viewers: 1)
            scrape.add(
                (counters, WorkerNumbers(number: 0, sessions: 4, secondsPerPacket: 0.000_002), [busy, calm]))
            scrape.add((counters, WorkerNumbers(number: 1, depths: [.rings: 5]), [busy]))
            return scrape
        }
    }

    @Test("the page keeps the format's rules")
    func rules() throws {
        #expect(ExpositionChecker(try page).complaints == [])
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
            (#"starling_media_packets_total{direction="received"}"#, 200),
            (#"starling_media_packets_total{direction="sent"}"#, 0),
            (#"starling_media_unrepaired_packets_total{direction="received"}"#, 6),
            (#"starling_media_keyframe_requests_total{direction="received",message="fir"}"#, 2),
            (#"starling_media_drops_total{reason="replayed"}"#, 16),
            (#"starling_media_drops_total{reason="relay"}"#, 4),
            (#"starling_worker_sessions{worker="0"}"#, 4),
            (#"starling_worker_cpu_seconds_per_packet{worker="0"}"#, 0.000_002),
            (#"starling_worker_queue_depth{worker="1",queue="rings"}"#, 5),
            ("starling_streams", 2), ("starling_streams_summed", 1),
            (#"starling_stream_viewers{stream="busy"}"#, 6),
            (#"starling_stream_viewers{stream="(others)"}"#, 1),
            (#"starling_stream_bytes_per_second{stream="busy",direction="sent"}"#, 375),
            (#"starling_stream_bytes_per_second{stream="(others)",direction="received"}"#, 125_000),
            (#"starling_stream_loss_ratio{stream="busy",direction="sent"}"#, 0.5),
            (#"starling_stream_round_trip_seconds{stream="busy",direction="received"}"#, 0.02),
            (#"starling_stream_jitter_seconds{stream="busy"}"#, 0.003),
            (#"starling_stream_packets_total{stream="busy",direction="sent"}"#, 600),
            (#"starling_playback_played_seconds_total{way="hls"}"#, 30),
            (#"starling_playback_stalls_total{way="webrtc"}"#, 0),
            (#"starling_playback_startup_seconds_bucket{way="hls",le="0.75"}"#, 1),
            (#"starling_playback_startup_seconds_bucket{way="hls",le="0.5"}"#, 0),
            ("starling_plane_up", 1), ("starling_plane_reached_total", 2),
            (#"starling_plane_questions_total{outcome="answered"}"#, 2),
            (#"starling_plane_questions_total{outcome="unanswered"}"#, 1),
            ("starling_plane_waiting_questions", 1), ("starling_plane_connections", 1),
            (#"starling_plane_question_duration_seconds_bucket{le="0.005"}"#, 1),
            ("starling_plane_question_duration_seconds_count", 2),
        ])
    func content(series: String, value: Double) throws {
        #expect(ExpositionChecker(try page).samples[series] == value)
    }

    @Test("what a loop does not know, and what the summed streams have no meaning for, is left out")
    func absent() throws {
        let samples = ExpositionChecker(try page).samples
        #expect(samples[#"starling_worker_cpu_seconds_per_packet{worker="1"}"#] == nil)
        #expect(samples[#"starling_stream_loss_ratio{stream="(others)",direction="sent"}"#] == nil)
        #expect(samples.keys.filter { $0.contains("calm") }.isEmpty)
    }

    @Test(
        "promtool finds nothing to say about the page",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "needs Debian's prometheus"
        ))
    func promtool() throws {
        let tool = try Program.run(["/usr/bin/promtool", "check", "metrics"], input: try page)
        #expect(tool.text + tool.errors == "")
        #expect(tool.status == 0)
    }
}
