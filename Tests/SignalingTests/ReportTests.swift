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
                SessionFact("packets_received", 0), SessionFact("nominated", false),
                SessionFact("advertised", ["192.0.2.1:8189", "[::1]:8189"]), SessionFact("stage", "ice"),
            ])
        #expect(
            text(report)
                == #"{"id":"0123456789abcdef0123456789abcdef","role":"publisher","stream":"stage","state":"failed","#
                + #""began":"1994-11-06T08:49:37.000Z","ended":"1994-11-06T08:49:47.000Z","client":"127.0.0.1","#
                + #""userAgent":"OBS","diagnosis":"No UDP arrived.","facts":{"packets_received":0,"nominated":false,"#
                + #""advertised":["192.0.2.1:8189","[::1]:8189"],"stage":"ice"}}"#)
        #expect(!report.isOpen)
    }

    @Test("facts read well in a log line")
    func facts() {
        let values: [SessionFact.Value] = ["ice", 3, true, ["H264", "VP8"], []]
        #expect(values.map(\.description) == ["ice", "3", "true", "H264, VP8", "none"])
    }

    @Test("a stream tells what there is to see, and no session")
    func stream() throws {
        let name = try #require(StreamName("stage"))
        let report = StreamReport(
            name, state: .live, began: WallClock(seconds: 784_111_777),
            tracks: [.init(kind: "video", codec: "H264", layers: 3), .init(kind: "audio", codec: "opus")],
            viewers: 2)
        #expect(
            text(report)
                == #"{"name":"stage","state":"live","began":"1994-11-06T08:49:37.000Z","viewers":2,"#
                + #""tracks":[{"kind":"video","codec":"H264","layers":3},{"kind":"audio","codec":"opus","layers":1}]}"#
        )
        #expect(
            text(StreamReport(name, state: .awaited, viewers: 1))
                == #"{"name":"stage","state":"awaited","viewers":1,"tracks":[]}"#)
    }
}
