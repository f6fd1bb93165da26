import Bytes
import CNGHTTP2
import Testing
import Timing

@testable import HTTP

@Suite struct HTTP2ConnectionTests {
    @Test("a request comes in with all its parts, and its answer goes out with all of its")
    func exchanges() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(text: "hello") }
        let stream = pair.client.request("GET", "/watch/a%20b?t=1", fields: [("accept", "*/*")])
        pair.run()

        let request = pair.requests[stream]
        #expect(request?.method == .get)
        #expect(request?.version == .http2)
        #expect(request?.target == "/watch/a%20b?t=1")
        #expect(request?.authority == "example.org")
        #expect(request?.fields["accept"] == "*/*")
        #expect(request?.peer.address == "192.0.2.1")
        #expect(!pair.withBody.contains(stream))

        let answer = pair.client.answers[stream]
        #expect(answer?.status == 200)
        #expect(answer?.body == Array("hello".utf8))
        #expect(answer?["content-length"] == "5")
        #expect(answer?["content-type"] == "text/plain; charset=utf-8")
        #expect(answer?["date"] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(answer?["server"] == "starling")
        #expect(answer?.closed == 0)
        #expect(pair.closed == [stream: true])
        #expect(pair.connection.openStreams == 0)
    }

    @Test("our settings say what the limits say")
    func announcesLimits() {
        let pair = HTTP2Pair()
        pair.run()
        #expect(pair.client.serverSetting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS) == 128)
        #expect(pair.client.serverSetting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE) == 256 * 1024)
        #expect(pair.client.serverSetting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE) == 16 * 1024)
        #expect(pair.client.serverSetting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES) == 1)
        #expect(pair.client.serverSetting(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL) == 0)
        #expect(pair.client.sendWindow == 1024 * 1024)
    }

    @Test("a status that has no body gets none, whatever the response holds", arguments: [204, 304])
    func forbidsBodies(code: Int) {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(Status(code, ""), type: "text/plain", body: ByteSlice([1, 2, 3])) }
        let stream = pair.client.request()
        pair.run()
        let answer = pair.client.answers[stream]
        #expect(answer?.status == code)
        #expect(answer?.body == [])
        #expect(answer?["content-length"] == nil)
        #expect(pair.closed == [stream: true])
    }

    @Test("HEAD is told the length and sent nothing")
    func answersHead() {
        let pair = HTTP2Pair()
        pair.answer = { stream, _ in
            stream == 1 ? Response(text: "hello") : Response(.ok, body: .pieces(length: 77))
        }
        let whole = pair.client.request("HEAD")
        let pieces = pair.client.request("HEAD")
        pair.run()
        #expect(pair.client.answers[whole]?["content-length"] == "5")
        #expect(pair.client.answers[whole]?.body == [])
        #expect(pair.client.answers[pieces]?["content-length"] == "77")
        #expect(pair.closed == [whole: true, pieces: true])
    }

    @Test("an answer without a body says so")
    func answersWithoutBody() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(.notFound) }
        let stream = pair.client.request()
        pair.run()
        #expect(pair.client.answers[stream]?.status == 404)
        #expect(pair.client.answers[stream]?["content-length"] == "0")
    }

    @Test("a status below 200 is no answer")
    func refusesInterimAnswers() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(.switchingProtocols) }
        let stream = pair.client.request()
        pair.run()
        #expect(pair.client.answers[stream]?.status == 500)
        #expect(pair.client.answers[stream]?.interim == [])
    }

    @Test("a head that is too large to be sent resets its stream")
    func refusesLargeHeads() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in
            Response(.ok, fields: ["x": String(repeating: "a", count: 70_000)], body: .whole(ByteSlice([1])))
        }
        let stream = pair.client.request()
        pair.run()
        #expect(pair.client.answers[stream]?.closed == NGHTTP2_INTERNAL_ERROR.rawValue)
        #expect(pair.closed == [stream: false])
        #expect(pair.end == nil)
    }

    @Test("the second answer to a request is dropped, and so is one to a stream that is gone")
    func answersOnce() {
        let pair = HTTP2Pair()
        let stream = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: stream)
        pair.respond(Response(.notFound), to: stream)
        pair.finish(stream)
        pair.run()
        pair.respond(Response(.notFound), to: stream)
        pair.respond(Response(.notFound), to: 99)
        pair.send([1], on: stream)
        pair.run()
        #expect(pair.client.answers[stream]?.status == 200)
        #expect(pair.client.failure == nil)
    }

    @Test("a body comes in pieces and ends")
    func takesBodies() {
        let pair = HTTP2Pair()
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let stream = pair.client.request("POST", "/whip/lobby", body: body)
        pair.run()
        #expect(pair.withBody == [stream])
        #expect(pair.bodies[stream] == body)
        #expect(pair.bodyEnds == [stream])
        pair.respond(Response(.created), to: stream)
        pair.run()
        #expect(pair.closed == [stream: true])
    }

    @Test("pieces are sent as they come, until the last")
    func sendsPieces() {
        let pair = HTTP2Pair()
        let stream = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: stream)
        pair.run()
        #expect(pair.client.answers[stream]?.status == 200)
        #expect(pair.client.answers[stream]?["content-length"] == nil)
        for piece in [[1, 2], [], [3]] as [[UInt8]] {
            pair.send(piece, on: stream)
            pair.run()
        }
        #expect(pair.client.answers[stream]?.body == [1, 2, 3])
        #expect(pair.client.answers[stream]?.isComplete == false)
        pair.finish(stream)
        pair.run()
        #expect(pair.client.answers[stream]?.isComplete == true)
        #expect(pair.closed == [stream: true])
    }

    @Test("a body that is longer than was told is cut")
    func cutsBodies() {
        let pair = HTTP2Pair()
        let stream = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: 3)), to: stream)
        pair.send([1, 2], on: stream)
        pair.send([3, 4], on: stream)
        pair.send([5], on: stream)
        pair.finish(stream)
        pair.run()
        #expect(pair.client.answers[stream]?.body == [1, 2, 3])
        #expect(pair.closed == [stream: true])
    }

    @Test("a body that is shorter than was told is broken off")
    func breaksShortBodiesOff() {
        let pair = HTTP2Pair()
        let stream = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: 3)), to: stream)
        pair.send([1, 2], on: stream)
        pair.finish(stream)
        pair.run()
        #expect(pair.client.answers[stream]?.isComplete == false)
        #expect(pair.client.answers[stream]?.closed == NGHTTP2_INTERNAL_ERROR.rawValue)
        #expect(pair.closed == [stream: false])
    }

    @Test("an answer that is broken off resets its stream and no other")
    func aborts() {
        let pair = HTTP2Pair()
        let broken = pair.client.request()
        let whole = pair.client.request()
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: broken)
        pair.send([1], on: broken)
        pair.connection.abort(StreamID(broken), at: pair.now)
        pair.respond(Response(text: "ok"), to: whole)
        pair.run()
        #expect(pair.client.answers[broken]?.closed == NGHTTP2_INTERNAL_ERROR.rawValue)
        #expect(pair.client.answers[whole]?.isComplete == true)
        #expect(pair.closed == [broken: false, whole: true])
        #expect(pair.end == nil)
    }

    @Test("a client that cancels frees its stream, in the middle of either body")
    func isCancelled() {
        let pair = HTTP2Pair()
        let download = pair.client.request()
        let upload = pair.client.request("POST", body: [1, 2, 3], isOpen: true)
        pair.run()
        pair.respond(Response(.ok, body: .pieces(length: nil)), to: download)
        pair.send([1], on: download)
        pair.run()
        pair.client.reset(download)
        pair.client.reset(upload)
        pair.run()
        #expect(pair.closed == [download: false, upload: false])
        #expect(pair.connection.openStreams == 0)
        #expect(pair.send([2], on: download) == 0)
        #expect(pair.end == nil)
    }

    @Test("an answer before the end of the request's body stops the upload without an error")
    func answersEarly() {
        let pair = HTTP2Pair()
        pair.answer = { _, _ in Response(.contentTooLarge, body: .whole(ByteSlice([1]))) }
        let stream = pair.client.request("POST", body: [1], isOpen: true)
        pair.run()
        #expect(pair.client.answers[stream]?.status == 413)
        #expect(pair.client.answers[stream]?.isComplete == true)
        #expect(pair.client.answers[stream]?.closed == NGHTTP2_NO_ERROR.rawValue)
        #expect(pair.closed == [stream: true])
    }

    @Test("100 is said when the body is wanted, once, and only to who waits for it")
    func saysContinue() {
        let pair = HTTP2Pair()
        let waiting = pair.client.request("POST", fields: [("expect", "100-continue")], isOpen: true)
        let eager = pair.client.request("POST", isOpen: true)
        pair.run()
        #expect(pair.client.answers[waiting]?.status == nil)
        for stream in [waiting, waiting, eager] {
            pair.connection.acceptBody(of: StreamID(stream), at: pair.now)
        }
        pair.run()
        #expect(pair.client.answers[waiting]?.status == 100)
        #expect(pair.client.answers[eager]?.status == nil)
        pair.client.upload([1], on: waiting, isLast: true)
        pair.run()
        pair.respond(Response(.ok), to: waiting)
        pair.run()
        #expect(pair.client.answers[waiting]?.interim == [100])
        #expect(pair.client.answers[waiting]?.status == 200)
    }

    @Test("trailers end a body and are dropped")
    func takesTrailers() {
        let pair = HTTP2Pair()
        let head = FrameBytes.headers(FrameBytes.request("POST"), on: 1, isLast: false)
        let trailers = FrameBytes.headers(FrameBytes.block([("x-checksum", "1")]), on: 1)
        pair.deliver(FrameBytes.preface + head + FrameBytes.data([1, 2], on: 1) + trailers)
        #expect(pair.bodies[1] == [1, 2])
        #expect(pair.bodyEnds == [1])
        #expect(pair.requests[1]?.fields["x-checksum"] == nil)
    }

    @Test("streams that are answered in another order than they came get what is theirs")
    func interleaves() {
        let pair = HTTP2Pair()
        let streams = (0..<100).map { pair.client.request("GET", "/\($0)") }
        pair.run()
        for stream in streams { pair.respond(Response(.ok, body: .pieces(length: nil)), to: stream) }
        for round in 0..<5 as Range<UInt8> {
            for stream in streams.reversed() {
                pair.send([UInt8(truncatingIfNeeded: stream), round], on: stream)
            }
            pair.run()
        }
        for stream in streams { pair.finish(stream) }
        pair.run()
        for stream in streams {
            let expected = (0..<5 as Range<UInt8>).flatMap { [UInt8(truncatingIfNeeded: stream), $0] }
            #expect(pair.client.answers[stream]?.body == expected)
        }
        #expect(pair.closed.count == 100 && pair.closed.values.allSatisfy { $0 })
    }

    @Test("one more stream than is allowed is refused, and can be tried again")
    func limitsStreams() {
        var limits = Limits()
        limits.concurrentStreams = 2
        let pair = HTTP2Pair(limits: limits)
        // This client has not read our settings yet.
        let streams = (0..<3).map { _ in pair.client.request() }
        pair.run()
        #expect(pair.connection.openStreams == 2)
        #expect(pair.client.answers[streams[2]]?.closed == NGHTTP2_REFUSED_STREAM.rawValue)
        #expect(pair.requests[streams[2]] == nil)
        #expect(pair.end == nil)
    }

    @Test("urgent answers go first (RFC 9218)")
    func honoursUrgency() {
        let pair = HTTP2Pair()
        let later = pair.client.request(fields: [("priority", "u=7")])
        let sooner = pair.client.request(fields: [("priority", "u=0")])
        pair.run()
        var order: [Int32] = []
        let body = ByteSlice([UInt8](repeating: 0, count: 400_000))
        pair.respond(Response(type: "video/mp4", body: body), to: later)
        pair.respond(Response(type: "video/mp4", body: body), to: sooner)
        for _ in 0..<1000 where order.count < 2 {
            pair.client.receive(pair.takeOutbound(atMost: 20_000))
            pair.deliver(pair.client.output())
            for stream in [later, sooner] where !order.contains(stream) {
                if pair.client.answers[stream]?.isComplete == true { order.append(stream) }
            }
        }
        #expect(order == [sooner, later])
    }
}
