import Bytes
import CNGHTTP2
import Testing
import Timing

@testable import HTTP

@Suite struct HTTP2DeadlinesTests {
    /// The seconds until the connection ends, when nobody says anything any more.
    private func secondsToEnd(_ pair: HTTP2Pair) -> Double {
        let start = pair.now
        for _ in 0..<2000 where pair.end == nil { pair.pass(.milliseconds(100), talking: false) }
        return start.duration(to: pair.now).seconds
    }

    @Test(
        "a client that never says what it speaks is let go",
        arguments: [[], Array(FrameBytes.magic.prefix(9))])
    func boundsPreface(bytes: [UInt8]) {
        let pair = HTTP2Pair()
        pair.deliver(bytes)
        #expect(secondsToEnd(pair) == 10)
        #expect(pair.end == .tooSlow)
    }

    @Test("a connection without requests ends after the keep-alive time, and pings do not keep it")
    func endsIdle() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(text: "ok") }
        pair.run()
        pair.pass(.seconds(50))
        pair.client.request()
        pair.run()
        pair.pass(.seconds(70))
        pair.client.ping()
        pair.run()
        #expect(secondsToEnd(pair) == 5)
        #expect(pair.end == .idle)
        pair.run()
        #expect(pair.client.goaways.count == 1)
        #expect(pair.client.goaways.first?.last == 1)
        #expect(pair.client.goaways.first?.code == 0)
    }

    @Test("a head must be complete in time, even when another stream is busy")
    func boundsHeads() {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 1))
        _ = pair.takeOutbound()
        pair.pass(.seconds(300), talking: false)
        #expect(pair.end == nil)
        pair.deliver(FrameBytes.headers(FrameBytes.request(), on: 3, isWhole: false))
        _ = pair.takeOutbound()
        #expect(secondsToEnd(pair) == 10)
        #expect(pair.end == .tooSlow)
        #expect(pair.closed == [1: false])
    }

    @Test("an answer that takes long to be found has no deadline")
    func waitsForServices() {
        let pair = HTTP2Pair()
        let stream = pair.client.request()
        pair.run()
        pair.pass(.seconds(1000))
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: stream)
        pair.send([1], on: stream)
        pair.run()
        pair.pass(.seconds(1000))
        pair.send([2], on: stream)
        pair.finish(stream)
        pair.run()
        #expect(pair.client.answers[stream]?.body == [1, 2])
        #expect(pair.end == nil)
    }

    @Test("a body that stops coming resets its stream", arguments: [0, 2559, 2560])
    func boundsUploads(bytes: Int) {
        let pair = HTTP2Pair()
        let stream = pair.client.request("POST", isOpen: true)
        pair.run()
        pair.client.upload([UInt8](repeating: 0, count: bytes), on: stream)
        pair.run()
        pair.pass(.seconds(10))
        // 256 bytes a second over ten seconds are enough.
        #expect(pair.closed == (bytes < 2560 ? [stream: false] : [:]))
        #expect(pair.client.answers[stream]?.closed == (bytes < 2560 ? NGHTTP2_CANCEL.rawValue : nil))
        #expect(pair.end == nil)
    }

    @Test("a body that nobody consumes is not its sender's fault")
    func excusesFullWindows() {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        let stream = pair.client.request("POST", body: [UInt8](repeating: 0, count: 600_000))
        pair.run()
        pair.pass(.seconds(100))
        #expect(pair.closed == [:])
        pair.connection.bodyConsumed(.max, on: StreamID(stream), at: pair.now)
        pair.run()
        #expect(pair.bodies[stream]?.count == 512 * 1024)
    }

    @Test("an answer that nobody takes from the socket ends the connection")
    func boundsSocket() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(text: "hello") }
        pair.client.request()
        pair.deliver(pair.client.output())
        #expect(secondsToEnd(pair) == 30)
        #expect(pair.end == .tooSlow)
    }

    @Test(
        "a client with open windows that leaves the end of an answer unread is let go, however little it is",
        arguments: [1, 100, 20_000, 199_000])
    func boundsRests(left: Int) {
        let client = HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 1 << 30])
        client.setConnectionWindow(1 << 30)
        let pair = HTTP2Pair(client)
        pair.answer = { _, _ in
            Response(type: "video/mp4", body: ByteSlice([UInt8](repeating: 0, count: 200_000)))
        }
        client.request()
        pair.deliver(client.output())
        _ = pair.takeOutbound(atMost: pair.connection.outbound.count - left)
        // It took enough in the first thirty seconds, and nothing in the second, unless that was too little.
        #expect([30, 60].contains(secondsToEnd(pair)))
        #expect(pair.end == .tooSlow)
    }

    @Test("an answer that is taken at the least rate is waited for")
    func toleratesSlowReaders() {
        let pair = HTTP2Pair(HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 1 << 30]))
        pair.answer = { _, _ in
            Response(type: "video/mp4", body: ByteSlice([UInt8](repeating: 0, count: 60_000)))
        }
        pair.client.request()
        pair.deliver(pair.client.output())
        // 256 bytes a second, judged over thirty seconds.
        for _ in 0..<150 {
            pair.pass(.seconds(1), talking: false)
            _ = pair.takeOutbound(atMost: 270)
        }
        #expect(pair.end == nil)
        for _ in 0..<60 {
            pair.pass(.seconds(1), talking: false)
            _ = pair.takeOutbound(atMost: 250)
        }
        #expect(pair.end == .tooSlow)
    }

    @Test("a small answer long after the last is not judged by the time in between")
    func judgesOnlyWhatWaits() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(text: "hello") }
        for _ in 0..<100 {
            pair.client.request()
            pair.run()
            pair.pass(.milliseconds(2900), talking: false)
            pair.client.request()
            pair.deliver(pair.client.output())
            pair.pass(.milliseconds(100), talking: false)
            pair.run()
        }
        #expect(pair.closed.count == 200)
        #expect(pair.end == nil)
    }

    @Test("a stream whose window stays shut is reset, and the connection lives on")
    func boundsStreamWindows() {
        let pair = HTTP2Pair(HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 100]))
        pair.answer = { _, _ in Response(text: String(repeating: "a", count: 1000)) }
        pair.deliver(
            FrameBytes.magic + FrameBytes.settings([(4, 100)])
                + FrameBytes.headers(FrameBytes.request(), on: 1))
        _ = pair.takeOutbound()
        pair.pass(.seconds(29), talking: false)
        #expect(pair.closed == [:])
        pair.pass(.seconds(1), talking: false)
        #expect(pair.closed == [1: false])
        #expect(pair.takeOutbound() == FrameBytes.reset(1, code: 8))
        #expect(pair.end == nil)
    }

    @Test("a connection whose window stays shut ends")
    func boundsConnectionWindow() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in
            Response(type: "video/mp4", body: ByteSlice([UInt8](repeating: 0, count: 100_000)))
        }
        let settings = FrameBytes.settings([(4, 1 << 30)])
        pair.deliver(FrameBytes.magic + settings + FrameBytes.headers(FrameBytes.request(), on: 1))
        _ = pair.takeOutbound()
        // It took enough in the first thirty seconds, and nothing in the second.
        #expect(secondsToEnd(pair) == 60)
        #expect(pair.end == .tooSlow)
    }

    @Test("an answer that waits behind others is not its reader's fault")
    func excusesNeighbours() {
        let client = HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 1 << 30])
        client.setConnectionWindow(1 << 30)
        let pair = HTTP2Pair(client)
        pair.answer = { _, _ in
            Response(type: "video/mp4", body: ByteSlice([UInt8](repeating: 0, count: 2_000_000)))
        }
        client.request()
        client.request()
        pair.deliver(client.output())
        for _ in 0..<100 where pair.closed.count < 2 {
            pair.pass(.seconds(5), talking: false)
            client.receive(pair.takeOutbound(atMost: 100_000))
            pair.deliver(client.output())
        }
        pair.run()
        #expect(pair.closed == [1: true, 3: true])
        #expect(client.answers[3]?.body.count == 2_000_000)
    }

    @Test("a client that closes its side ends the connection and every request")
    func endsWithInput() {
        let pair = HTTP2Pair()
        let streams = (0..<3).map { _ in pair.client.request() }
        pair.run()
        pair.connection.handleEndOfInput(at: pair.now)
        pair.takeEvents()
        #expect(pair.closed == [streams[0]: false, streams[1]: false, streams[2]: false])
        #expect(pair.end == .finished)
        #expect(pair.connection.nextDeadline == nil)
        #expect(!pair.connection.wantsInput)
        // Nothing that is said to it afterwards does anything.
        pair.respond(Response(.ok), to: streams[0])
        pair.deliver(FrameBytes.ping)
        pair.connection.handleEndOfInput(at: pair.now)
        pair.connection.handleTimeout(at: .distantFuture)
        pair.connection.drain(at: pair.now)
        pair.takeEvents()
        #expect(pair.eventsAfterEnd == 0)
        #expect(pair.connection.outbound.isEmpty)
    }
}
