import Bytes
import CNGHTTP2
import Testing
import Timing

@testable import HTTP

@Suite struct HTTP2DrainTests {
    /// The number that names no last stream (RFC 9113 §6.8).
    private static let anyStream = Int32.max

    @Test("a drain is noticed first, then names the last stream, and ends when that is answered")
    func drains() {
        let pair = HTTP2Pair()
        let open = pair.client.request()
        pair.run()
        pair.connection.drain(at: pair.now)
        // A request that is on its way when the notice leaves is taken.
        let late = pair.client.request()
        let crossing = pair.client.output()
        pair.client.receive(pair.takeOutbound())
        #expect(pair.client.goaways.map(\.last) == [Self.anyStream])
        pair.deliver(crossing)
        pair.run()
        #expect(pair.client.goaways.map(\.last) == [Self.anyStream, late])
        #expect(pair.client.goaways.allSatisfy { $0.code == 0 })
        #expect(pair.requests.count == 2)
        #expect(pair.end == nil)
        pair.respond(Response(text: "a"), to: open)
        pair.run()
        #expect(pair.end == nil)
        pair.respond(Response(text: "b"), to: late)
        pair.run()
        #expect(pair.closed == [open: true, late: true])
        #expect(pair.end == .draining)
    }

    @Test("a client without requests is let go at once")
    func drainsIdle() {
        let pair = HTTP2Pair()
        pair.run()
        pair.connection.drain(at: pair.now)
        pair.connection.drain(at: pair.now)
        pair.run()
        #expect(pair.end == .draining)
        #expect(pair.client.goaways.map(\.last) == [0])
    }

    @Test("a client that does not answer the notice is told the last stream after a second")
    func drainsSilent() {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 1))
        _ = pair.takeOutbound()
        pair.connection.drain(at: pair.now)
        #expect(FrameBytes.split(pair.takeOutbound()).map(\.type) == [7, 6])
        pair.pass(.milliseconds(999), talking: false)
        #expect(pair.takeOutbound() == [])
        pair.pass(.milliseconds(1), talking: false)
        #expect(FrameBytes.goawayCode(in: pair.takeOutbound()) == 0)
        #expect(pair.end == nil)
    }

    @Test("a request after the last stream was named is not taken")
    func refusesLater() {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 1))
        pair.connection.drain(at: pair.now)
        pair.pass(.seconds(1), talking: false)
        pair.deliver(FrameBytes.headers(FrameBytes.request(), on: 3))
        #expect(pair.requests[3] == nil)
        pair.respond(Response(.ok), to: 1)
        #expect(pair.closed == [1: true])
        #expect(pair.end == .draining)
    }

    @Test("a client that says goodbye is let go when its requests are answered")
    func takesGoodbyes() {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 1) + FrameBytes.goaway)
        #expect(pair.end == nil)
        pair.respond(Response(text: "ok"), to: 1)
        #expect(pair.closed == [1: true])
        #expect(pair.end == .finished)
    }
}
