import Bytes
import HTTP
import Platform
import Simulation
import Testing
import Timing

@testable import Signaling

/// What crosses between signaling and a media node: one of each, with everything in it and with as little as may be.
enum PlaneCalls {
    private static var location: SessionLocation {
        var random = SeededGenerator(seed: 5)
        return SessionLocation(
            role: .viewer, stream: stream("main~7hq2k9x0ab"), id: SessionID(using: &random))
    }

    private static func stream(_ name: String) -> StreamName {
        guard let stream = StreamName(name) else { preconditionFailure("a name in a test") }
        return stream
    }

    private static let facts = [
        ReportFact("state", "täglich"), ReportFact("packets", -7), ReportFact("share", .fraction(0.25)),
        ReportFact("live", true), ReportFact("codecs", ["H264", ""]), ReportFact("none", .list([])),
    ]

    /// Every question.
    static let questions: [PlaneQuestion] = [
        .open(
            SessionRequest(
                role: .publisher, stream: stream("main"), offer: "v=0\r\nä", takesOver: true,
                waitsForPublisher: false, client: IPAddress("2001:db8::1"), userAgent: "ffmpeg")),
        .open(SessionRequest(role: .viewer, stream: stream("a"), offer: "")),
        .open(SessionRequest(role: .viewer, stream: stream("a"), feeds: [:], offer: "v=0")),
        .open(
            SessionRequest(role: .viewer, stream: stream("a"), feeds: ["0": stream("b")], offer: "v=0")),
        .renegotiate(location, .offer("v=0", feeds: [:])),
        .renegotiate(location, .silence(mids: ["0", "ä"])),
        .renegotiate(location, .offer("v=0\r\n", feeds: ["0": stream("a"), "ä": stream("main~7hq2k9x0ab")])),
        .renegotiate(location, .end(mids: [])), .renegotiate(location, .end(mids: ["0", "1"])),
        .renegotiate(location, .answer("")),
        .update(location, SessionFragment([0, 255, 7])),
        .update(location, SessionFragment([1], condition: .any)),
        .update(location, SessionFragment([], condition: .oneOf([.init("a\"b", isWeak: true), .init("c")]))),
        .close(location), .sessions(nil), .sessions(stream("main")), .session(location.id), .streams,
        .loudness([]), .loudness([stream("a"), stream("main~7hq2k9x0ab")]),
        .choose(LayerChoice(), ofVideo: nil, for: location),
        .choose(
            LayerChoice(layer: "hi", maximumWidth: 1, maximumHeight: 16_384, isPaused: true, priority: 3),
            ofVideo: "1",
            for: location), .videos([]), .videos([location, location]),
        .entitle(stream("main"), as: nil), .entitle(stream("main"), as: StreamTitle("Größe <b>")),
        .name(stream("main"), as: nil), .name(stream("main"), as: stream("main~7hq2k9x0ab")),
    ]

    /// Every refusal.
    static let refusals: [MediaRefusal] = [
        .malformed(reason: "no"), .noCommonCodec(kind: "video", offered: ["VP8"], supported: []),
        .unacceptable(reason: ""), .streamHasPublisher, .noPublisher(retryAfter: .milliseconds(2500)),
        .unknownSession, .staleTag, .glare, .full(limit: 20_000, retryAfter: .seconds(5)),
        .draining(retryAfter: .seconds(5)), .unreachable(retryAfter: .seconds(2)),
    ]

    /// Every answer.
    static let answers: [PlaneAnswer] =
        refusals.flatMap {
            [
                .opened(.failure($0)), .updated(.failure($0)), .closed($0), .chosen(.failure($0)),
                .renegotiated(.failure($0)), .entitled($0),
            ]
        } + [
            .named, .entitled(nil), .renegotiated(.success(nil)), .renegotiated(.success("v=0\r\n")),
            .opened(.success(SessionAnswer(id: location.id, description: "v=0\r\n", tag: "t"))),
            .updated(.success(.trickled)),
            .updated(.success(.restarted(fragment: "a=ice-ufrag:x\r\n", tag: "u"))), .closed(nil),
            .sessions([]), .session(nil), .session(report), .sessions([report, bare]), .streams([]),
            .streams([
                StreamReport(stream("main"), state: .awaited), titled,
                StreamReport(
                    stream("b"), state: .live, began: WallClock(nanoseconds: 1_795_000_000_123_456_789),
                    tracks: [
                        .init(
                            kind: "video", codec: "H264",
                            layers: [.init(1, isForwarded: false, numbers: facts), .init()])
                    ], viewers: 12, received: facts, sent: [facts[0]]),
                transcoded,
            ]),
            .loudness([:]), .loudness([stream("a"): 127, stream("b"): 0]), .chosen(.success([])),
            .chosen(.success([video, VideoReport(mid: "")])), .videos([:]), .videos([location.id: [video]]),
        ]

    /// A stream whose pictures are made H.264, one of two.
    private static let transcoded: StreamReport = {
        var report = StreamReport(stream("c"), state: .live)
        (report.hlsViewers, report.pictureDivisor) = (3, 2)
        return report
    }()

    private static var titled: StreamReport {
        var report = StreamReport(stream("main"), state: .interrupted)
        report.title = StreamTitle("Größe <b>")
        return report
    }

    private static let video = VideoReport(
        mid: "1", current: "lo", reason: "bandwidth", choice: LayerChoice(layer: "hi", maximumHeight: 720),
        layers: [
            .init(name: "lo", bitsPerSecond: 0),
            .init(name: "hi", width: 1280, height: 720, bitsPerSecond: 2_000_000),
        ])

    private static let report = SessionReport(
        location, state: .interrupted, began: WallClock(nanoseconds: 1_795_000_000_123_456_789),
        ended: WallClock(seconds: 1_795_000_001), client: IPAddress("192.0.2.1"), userAgent: "OBS",
        diagnosis: "The port is blocked.", facts: facts,
        tracks: [
            TrackReport(.received, kind: "audio", codec: "opus", layer: 0, numbers: facts),
            TrackReport(.sent, kind: "video", codec: nil, layer: 2),
        ])

    private static let bare = SessionReport(location, state: .connecting, began: WallClock(seconds: 0))

    /// What arrives of a message at the other end of a wire.
    static func crossed(_ message: PlaneMessage) -> PlaneMessage? {
        var stream = PlaneStream()
        stream.receive(message.bytes.bytes)
        return stream.next()
    }
}
