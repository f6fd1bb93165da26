import Bytes
import CNGHTTP2
import Testing
import Timing

@testable import HTTP

/// One way to make a server work for nothing.
private struct Flood: CustomTestStringConvertible, Sendable {
    /// What it is.
    let testDescription: String
    /// What comes before it.
    var opening: [UInt8] = []
    /// What is sent the `round`th time; stream numbers grow with it.
    let frames: @Sendable (_ round: UInt32) -> [UInt8]
}

private let floods: [Flood] = [
    Flood(testDescription: "rapid reset (CVE-2023-44487)") {
        FrameBytes.headers(FrameBytes.request(), on: 2 * $0 + 1) + FrameBytes.reset(2 * $0 + 1)
    },
    Flood(testDescription: "requests that make us reset (CVE-2025-8671)") {
        FrameBytes.headers(FrameBytes.request(), on: 2 * $0 + 1)
            + FrameBytes.windowUpdate(0x7FFF_FFFF, on: 2 * $0 + 1)
    },
    Flood(testDescription: "malformed requests") {
        FrameBytes.headers(FrameBytes.block([("a", "b")]), on: 2 * $0 + 1)
    },
    Flood(testDescription: "requests beyond the number of streams") {
        FrameBytes.headers(FrameBytes.request("POST"), on: 2 * $0 + 1, isLast: false)
    },
    Flood(testDescription: "pings (CVE-2019-9512)") { _ in FrameBytes.ping },
    Flood(testDescription: "settings (CVE-2019-9515)") { _ in FrameBytes.settings([(4, 65_535)]) },
    Flood(testDescription: "empty settings") { _ in FrameBytes.settings() },
    Flood(testDescription: "priorities (CVE-2019-9513)") { FrameBytes.priority(on: 2 * ($0 % 50) + 1) },
    Flood(testDescription: "priority updates (RFC 9218)") { round in
        FrameBytes.frame(0x10, [0, 0, 0, UInt8(2 * (round % 50) + 1)] + Array("u=\(round % 8)".utf8))
    },
    Flood(testDescription: "windows that open by nothing much") { _ in FrameBytes.windowUpdate(1) },
    Flood(
        testDescription: "empty DATA (CVE-2019-9518)",
        opening: FrameBytes.headers(FrameBytes.request("POST"), on: 1, isLast: false)
    ) { _ in FrameBytes.data([], on: 1) },
    Flood(
        testDescription: "CONTINUATION without end (CVE-2024-28182)",
        opening: FrameBytes.headers(FrameBytes.request(), on: 1, isWhole: false)
    ) { _ in FrameBytes.continuation([], on: 1, isWhole: false) },
    Flood(testDescription: "settings too many in a frame") { _ in
        FrameBytes.settings((0..<40).map { _ in (4, 65_535) })
    },
]

@Suite struct HTTP2FloodTests {
    @Test("a flood ends the connection, whether its sender reads or not", arguments: floods, [true, false])
    private func endsFlood(flood: Flood, reads: Bool) {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface + flood.opening)
        var sent: [UInt8] = []
        var round: UInt32 = 0
        while pair.end == nil, round < 10_000 {
            pair.deliver(flood.frames(round))
            if reads { sent += pair.takeOutbound() }
            // As fast as a client can send: a hundred thousand rounds a second.
            pair.now = pair.now.advanced(by: .microseconds(10))
            round += 1
        }
        #expect(pair.end == .flood)
        #expect(pair.connection.outbound.count < 256 * 1024)
        #expect(pair.closed.count == pair.requests.count)
        sent += pair.takeOutbound()
        #expect(FrameBytes.goawayCode(in: sent) == UInt8(NGHTTP2_ENHANCE_YOUR_CALM.rawValue))
    }

    @Test("a flood in one read is stopped within it")
    func stopsWithinRead() {
        let pair = HTTP2Pair()
        let resets = (0..<50_000 as Range<UInt32>).flatMap {
            FrameBytes.headers(FrameBytes.request(), on: 2 * $0 + 1) + FrameBytes.reset(2 * $0 + 1)
        }
        pair.deliver(FrameBytes.preface + resets)
        #expect(pair.end == .flood)
        #expect(pair.requests.count < 500)
    }

    @Test("frames of unknown types are skipped and kept nowhere (RFC 9113 §5.5)")
    func skipsUnknown() {
        let pair = HTTP2Pair()
        pair.deliver(FrameBytes.preface)
        _ = pair.takeOutbound()
        let unknown = FrameBytes.frame(0xFA, [UInt8](repeating: 7, count: 100))
        for _ in 0..<10_000 { pair.deliver(unknown) }
        #expect(pair.takeOutbound() == [])
        #expect(pair.end == nil)
        pair.pass(.seconds(80), talking: false)
        #expect(pair.end == .idle)
    }

    @Test("what an honest client sends in a day is no flood")
    func toleratesWork() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(text: "ok") }
        for _ in 0..<300 {
            for _ in 0..<50 { pair.client.request() }
            pair.run()
            pair.client.ping()
        }
        #expect(pair.closed.count == 15_000)
        #expect(pair.end == nil)
    }

    @Test("the eagerest flow control is no flood: credit each 4 KiB, twice")
    func toleratesWindowUpdates() {
        let pair = HTTP2Pair()
        let body = ByteSlice([UInt8](repeating: 1, count: 8 << 20))
        pair.answer = { _, _ in Response(type: "video/mp4", body: body) }
        let credit = FrameBytes.windowUpdate(4096) + FrameBytes.windowUpdate(4096, on: 1)
        pair.deliver(FrameBytes.preface + FrameBytes.headers(FrameBytes.request(), on: 1))
        var owed = 0
        while pair.closed.isEmpty, pair.end == nil {
            owed += pair.takeOutbound().count
            while owed >= 4096 {
                pair.deliver(credit)
                owed -= 4096
            }
        }
        #expect(pair.closed == [1: true])
    }

    @Test("a page that is left again and again, with a hundred answers on their way, is no flood")
    func toleratesCancels() {
        let pair = HTTP2Pair()
        for _ in 0..<20 {
            let streams = (0..<100).map { _ in pair.client.request() }
            pair.run()
            for stream in streams { pair.client.reset(stream) }
            pair.run()
            pair.pass(.seconds(5))
        }
        #expect(pair.requests.count == 2000)
        #expect(pair.end == nil)
    }
}
