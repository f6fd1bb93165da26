import Bytes
import CNGHTTP2
import Simulation
import Testing
import Timing

@testable import HTTP

/// Bytes as no honest client sends them, and honest ones cut in all places.
@Suite struct HTTP2InputTests {
    /// A response for each kind of request in `recording`.
    private static func answer(_ request: Request) -> Response {
        switch request.method {
        case .get: Response(text: String(repeating: "a", count: 3000))
        case .head: Response(.noContent)
        case .post: Response(.created, body: .pieces(length: nil))
        default: Response(.notFound)
        }
    }

    /// Everything that an honest client said: requests of many kinds, uploads, a cancel, pings, settings, windows.
    private static let recording: [UInt8] = {
        let pair = HTTP2Pair(HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 2000]))
        pair.answer = { _, request in answer(request) }
        var said: [UInt8] = []
        func talk() {
            while case let sent = pair.client.output(), !sent.isEmpty {
                said += sent
                pair.deliver(sent)
                pair.client.receive(pair.takeOutbound())
            }
        }
        talk()
        pair.client.request("GET", "/watch/lobby?t=1", fields: [("cookie", "a=b"), ("cookie", "c=d")])
        pair.client.request("HEAD", "/", fields: [("priority", "u=1, i"), ("te", "trailers")])
        talk()
        let upload = pair.client.request(
            "POST", "/whip/lobby", fields: [("expect", "100-continue")], body: [1, 2, 3])
        let cancelled = pair.client.request("GET", "/hls/lobby/index.m3u8", isOpen: true)
        talk()
        pair.client.reset(cancelled)
        pair.client.ping()
        pair.client.submit(settings: [
            NGHTTP2_SETTINGS_HEADER_TABLE_SIZE: 0, NGHTTP2_SETTINGS_MAX_FRAME_SIZE: 20_000,
        ])
        talk()
        pair.finish(upload)
        pair.client.request("DELETE", "/whip/lobby/1", authority: nil)
        talk()
        return said
    }()

    /// A connection that answers as the recorded one did.
    private func makePair() -> HTTP2Pair {
        let pair = HTTP2Pair()
        pair.answer = { _, request in Self.answer(request) }
        return pair
    }

    @Test("bytes mean the same however they are cut", arguments: 1...20 as ClosedRange<UInt64>)
    func isIndifferentToCuts(seed: UInt64) {
        let whole = makePair()
        whole.deliver(Self.recording)
        #expect(whole.requests.count == 4 && whole.end == nil)
        let cut = makePair()
        var generator = SeededGenerator(seed: seed)
        var rest = Self.recording[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...(seed % 2 == 0 ? 3 : 200), using: &generator)
            cut.deliver(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(cut.requests.mapValues(\.target) == whole.requests.mapValues(\.target))
        #expect(cut.bodies == whole.bodies)
        #expect(cut.bodyEnds == whole.bodyEnds)
        #expect(Set(cut.closed.keys) == Set(whole.closed.keys))
        #expect(cut.end == nil)
    }

    @Test("input that ends anywhere closes all that was open")
    func survivesTruncation() {
        for count in 0..<Self.recording.count {
            let pair = makePair()
            pair.deliver(Array(Self.recording[..<count]))
            #expect(pair.end == nil)
            pair.connection.handleEndOfInput(at: pair.now)
            pair.takeEvents()
            #expect(pair.end == .finished)
            #expect(Set(pair.closed.keys) == Set(pair.requests.keys))
            #expect(pair.connection.openStreams == 0)
        }
    }

    @Test("damaged bytes never trap, and cost no more than they may")
    func survivesDamage() {
        var ends: Set<EndReason> = []
        for bytes in Mutations(of: [Self.recording]) {
            let pair = makePair()
            pair.deliver(bytes)
            let isBounded =
                pair.connection.outbound.count < 256 * 1024 + 16_384 + 1024
                && pair.connection.openStreams <= 128
            pair.pass(.seconds(200), talking: false)
            let isClosed =
                pair.end != nil && pair.eventsAfterEnd == 0
                && Set(pair.closed.keys) == Set(pair.requests.keys)
            guard isBounded, isClosed else {
                Issue.record("\(bytes)")
                return
            }
            if let end = pair.end { ends.insert(end) }
        }
        #expect(ends.isSuperset(of: [.malformed, .tooSlow]))
    }

    @Test(
        "what is no HTTP/2 ends as malformed",
        arguments: [
            Array("GET / HTTP/1.1\r\nhost: a\r\n\r\n".utf8),
            FrameBytes.magic + FrameBytes.ping,  // The first frame must be SETTINGS (RFC 9113 §3.4).
            FrameBytes.preface + FrameBytes.data([1], on: 1),  // A stream that nobody opened (§5.1).
            FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 2),  // Ours to open (§5.1.1).
            FrameBytes.preface + FrameBytes.frame(4, [1, 2, 3]),  // Not a multiple of six (§6.5).
            FrameBytes.preface + FrameBytes.frame(6, [1]),  // A ping has eight bytes (§6.7).
            FrameBytes.preface + FrameBytes.windowUpdate(0),  // (§6.9)
            FrameBytes.preface + FrameBytes.settings([(5, 1)]),  // A frame size below 16 KiB (§6.5.2).
            FrameBytes.preface + FrameBytes.headers([0xFF, 0xFF, 0xFF], on: 1),  // No such index.
            FrameBytes.preface + FrameBytes.continuation([], on: 1, isWhole: true),  // (§6.10)
            FrameBytes.preface + FrameBytes.frame(5, flags: 4, stream: 1, [0, 0, 0, 2]),  // A push (§8.4).
            FrameBytes.preface + [0x00, 0x40, 0x01, 0x00, 0x00, 0, 0, 0, 1],  // Longer than we allow (§4.2).
        ])
    func endsMalformed(bytes: [UInt8]) {
        let pair = makePair()
        pair.deliver(bytes)
        #expect(pair.end == .malformed)
        #expect(pair.requests.isEmpty)
        #expect(FrameBytes.goawayCode(in: pair.takeOutbound()) != nil)
    }
}
