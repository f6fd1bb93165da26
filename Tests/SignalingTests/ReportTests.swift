import Bytes
import HTTP
import Platform
import Signaling
import Testing
import Timing

struct ReportTests {
    private func text(_ value: some JSONWritable) -> String {
        String(decoding: JSONText(value).bytes, as: UTF8.self)
    }

    @Test("a session tells who, how far, since when, and why not")
    func session() throws {
        let location = SessionLocation(
            role: .publisher, stream: try #require(StreamName("stage")),
            id: try #require(SessionID("0123456789abcdef0123456789abcdef")))
        let report = SessionReport(
            location, state: .failed, began: WallClock(seconds: 784_111_777),
            ended: WallClock(seconds: 784_111_787), client: .loopbackV4, userAgent: "OBS",
            diagnosis: "No UDP arrived.",
            facts: [
                ReportFact("packets_received", 0), ReportFact("nominated", false),
                ReportFact("advertised", ["192.0.2.1:8189", "[::1]:8189"]), ReportFact("stage", "ice"),
            ],
            tracks: [
                TrackReport(
                    .received, kind: "video", codec: "VP8", layer: 2,
                    numbers: [ReportFact("packets", 7), ReportFact("fraction_lost", .fraction(0.25))]),
                TrackReport(.sent, kind: "audio", codec: nil),
            ])
        #expect(
            text(report)
                == #"{"id":"0123456789abcdef0123456789abcdef","role":"publisher","stream":"stage","state":"failed","#
                + #""began":"1994-11-06T08:49:37.000Z","ended":"1994-11-06T08:49:47.000Z","client":"127.0.0.1","#
                + #""userAgent":"OBS","diagnosis":"No UDP arrived.","facts":{"packets_received":0,"nominated":false,"#
                + #""advertised":["192.0.2.1:8189","[::1]:8189"],"stage":"ice"},"#
                + #""tracks":[{"direction":"received","kind":"video","codec":"VP8","layer":2,"#
                + #""numbers":{"packets":7,"fraction_lost":0.25}},"#
                + #"{"direction":"sent","kind":"audio","layer":0,"numbers":{}}]}"#)
        #expect(!report.isOpen)
    }

    @Test("facts read well in a log line")
    func facts() {
        let values: [ReportFact.Value] = ["ice", 3, true, ["H264", "VP8"], [], .fraction(0.5)]
        #expect(values.map(\.description) == ["ice", "3", "true", "H264, VP8", "none", "0.5"])
    }

    @Test("a stream tells what there is to see, and no session")
    func stream() throws {
        let name = try #require(StreamName("stage"))
        var report = StreamReport(
            name, state: .live, began: WallClock(seconds: 784_111_777),
            tracks: [
                .init(
                    kind: "video", codec: "H264",
                    layers: [
                        .init(0, isForwarded: false),
                        .init(1, isForwarded: true, numbers: [ReportFact("keyframes", 4)]),
                    ]),
                .init(kind: "audio", codec: "opus", layers: [.init()]),
            ],
            viewers: 2, received: [ReportFact("round_trip_ms", .fraction(1.5))], sent: [ReportFact("lost", 0)]
        )
        report.pictureDivisor = 2
        #expect(
            text(report)
                == #"{"name":"stage","state":"live","began":"1994-11-06T08:49:37.000Z","viewers":2,"hlsViewers":0,"#
                + #""h264Divisor":2,"#
                + #""tracks":[{"kind":"video","codec":"H264","layers":2,"encodings":["#
                + #"{"layer":0,"forwarded":false,"numbers":{}},"#
                + #"{"layer":1,"forwarded":true,"numbers":{"keyframes":4}}]},"#
                + #"{"kind":"audio","codec":"opus","layers":1,"encodings":["#
                + #"{"layer":0,"forwarded":true,"numbers":{}}]}],"#
                + #""received":{"round_trip_ms":1.5},"sent":{"lost":0}}"#)
        #expect(
            text(StreamReport(name, state: .awaited, viewers: 1))
                == #"{"name":"stage","state":"awaited","viewers":1,"hlsViewers":0,"tracks":[],"#
                + #""received":{},"sent":{}}"#)
    }
}
