import Bytes
import CNGHTTP2
import Testing
import Timing

@testable import HTTP

@Suite struct HTTP2FlowControlTests {
    /// Bytes that tell where they belong.
    private func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 / 3) } }

    @Test("a body arrives whole through the smallest windows", arguments: [1, 7, 4096] as [UInt32])
    func sendsThroughSmallWindows(window: UInt32) {
        let pair = HTTP2Pair(HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: window]))
        let body = pattern(Int(window) * 20 + 1)
        pair.answer = { _, _ in Response(type: "video/mp4", body: ByteSlice(body)) }
        let stream = pair.client.request()
        pair.run()
        #expect(pair.client.answers[stream]?.body == body)
        #expect(pair.closed == [stream: true])
    }

    @Test("nothing of a body is sent before its window opens")
    func waitsForWindow() {
        let pair = HTTP2Pair(
            HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 0], consumes: false))
        pair.answer = { _, _ in Response(text: "hello") }
        let stream = pair.client.request()
        pair.run()
        #expect(pair.client.answers[stream]?.status == 200)
        #expect(pair.client.answers[stream]?.body == [])
        pair.client.submit(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 3])
        pair.run()
        #expect(pair.client.answers[stream]?.body == Array("hel".utf8))
    }

    @Test("a large body goes in frames of 16 KiB, by reference")
    func sharesBodies() {
        let client = HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 1 << 30])
        client.setConnectionWindow(1 << 30)
        let pair = HTTP2Pair(client)
        let body = pattern(200_000)
        pair.answer = { _, _ in Response(type: "video/mp4", body: ByteSlice(body)) }
        let stream = client.request()
        pair.run()
        #expect(client.answers[stream]?.body == body)
        #expect(client.answers[stream]?.frames == Array(repeating: 16_384, count: 12) + [3392])
    }

    @Test("a client that does not read holds the high mark and a frame, and gets all once it reads")
    func stopsAtHighMark() {
        let client = HTTP2Client(settings: [NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 1 << 30])
        client.setConnectionWindow(1 << 30)
        let pair = HTTP2Pair(client)
        let body = ByteSlice([UInt8](repeating: 1, count: 300_000))
        pair.answer = { _, _ in Response(type: "video/mp4", body: body) }
        let streams = (0..<20).map { _ in client.request() }
        pair.deliver(client.output())
        #expect(pair.connection.outbound.count >= 256 * 1024)
        #expect(pair.connection.outbound.count < 256 * 1024 + 16_384 + 9)
        var most = 0
        while !pair.connection.outbound.isEmpty {
            client.receive(pair.takeOutbound(atMost: 50_000))
            most = max(most, pair.connection.outbound.count)
            pair.deliver(client.output())
        }
        #expect(most < 256 * 1024 + 16_384 + 9)
        #expect(streams.allSatisfy { client.answers[$0]?.body.count == 300_000 })
    }

    @Test("who sends more than is taken is told how much waits, and when there is room again")
    func tellsWritable() {
        let pair = HTTP2Pair(HTTP2Client(consumes: false))
        let stream = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: stream)
        #expect(pair.send([UInt8](repeating: 1, count: 60_000), on: stream) == 0)
        #expect(pair.send([UInt8](repeating: 2, count: 60_000), on: stream) == 120_000 - 65_535)
        #expect(pair.send([UInt8](repeating: 3, count: 60_000), on: stream) == 180_000 - 65_535)
        pair.run()
        #expect(pair.writable == [])
        pair.client.consume(65_535, on: stream)
        pair.run()
        #expect(pair.writable == [stream])
        pair.client.consume(65_535, on: stream)
        pair.run()
        #expect(pair.writable == [stream])
        #expect(pair.client.answers[stream]?.body.count == 180_000)
    }

    @Test("an upload stops at the window until what came is consumed")
    func holdsUploads() {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        let body = pattern(600_000)
        let stream = pair.client.request("POST", body: body)
        pair.run()
        // The first window is 65,535: our settings came after the request had begun, and made up the rest.
        #expect(pair.bodies[stream]?.count == 256 * 1024)
        pair.connection.bodyConsumed(200_000, on: StreamID(stream), at: pair.now)
        pair.run()
        #expect(pair.bodies[stream]?.count == 256 * 1024 + 200_000)
        pair.connection.bodyConsumed(.max, on: StreamID(stream), at: pair.now)
        pair.connection.bodyConsumed(-1, on: StreamID(stream), at: pair.now)
        pair.run()
        #expect(pair.bodies[stream] == body)
        #expect(pair.bodyEnds == [stream])
        #expect(pair.end == nil)
    }

    @Test("all uploads together stop at the connection's window")
    func holdsConnection() {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        for _ in 0..<10 { pair.client.request("POST", body: [UInt8](repeating: 0, count: 500_000)) }
        pair.run()
        #expect(pair.bodies.values.reduce(0) { $0 + $1.count } == 1024 * 1024)
    }

    @Test("what a cancelled upload sent does not shrink the connection's window")
    func returnsWindow() {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        for _ in 0..<20 {
            let stream = pair.client.request("POST", body: [UInt8](repeating: 0, count: 200_000))
            pair.run()
            #expect(pair.bodies[stream]?.count == 200_000)
            pair.client.reset(stream)
            pair.run()
        }
        #expect(pair.client.sendWindow > 500_000)
        #expect(pair.end == nil)
    }

    @Test("a client that overruns a window loses the stream")
    func enforcesWindow() {
        let pair = HTTP2Pair()
        pair.consumesBodies = false
        let head = FrameBytes.headers(FrameBytes.request("POST"), on: 1, isLast: false)
        pair.deliver(FrameBytes.preface + FrameBytes.settingsTaken + head)
        for _ in 0..<18 { pair.deliver(FrameBytes.data([UInt8](repeating: 0, count: 16_384), on: 1)) }
        // nghttp2 judges before it counts, so one frame too many passes.
        #expect(pair.bodies[1]?.count == 256 * 1024 + 16_384)
        #expect(pair.closed == [1: false])
    }
}
