import Bytes
import HTTP
import Platform
import Signaling
import Testing

/// How a session begins: POST to `/whip/{stream}` and `/whep/{stream}`.
struct OfferTests {
    private static let sdp: HeaderFields = ["content-type": "application/sdp"]

    @Test(
        "an offer is answered with 201, the session's address, its tag, and the answer",
        arguments: ["whip", "whep"])
    func created(name: String) async {
        let reply = await Endpoints().offer("/\(name)/stage")
        #expect(reply.status == 201)
        #expect(reply["content-type"] == "application/sdp")
        #expect(reply["location"]?.contains(#/^\/wh[ie]p\/stage\/[0-9a-f]{32}$/#) == true)
        #expect(reply["location"]?.hasPrefix("/\(name)/") == true)
        #expect(reply["etag"] == "\"first\"")
        #expect(reply["cache-control"] == "no-store")
        #expect(reply["link"]?.contains("ice-server") != true)
        #expect(reply.text == "v=0\r\nanswer\r\n")
    }

    @Test("the plane hears who asks for what")
    func request() async {
        let stage = Endpoints(viewersWait: false)
        let agent = String(repeating: "x", count: 300)
        _ = await stage.offer(
            "/whip/stage?takeover", ["content-type": "application/sdp", "user-agent": agent])
        _ = await stage.offer("/whep/Stage.2?takeover")
        let requests = stage.plane.now.requests
        #expect(requests.map(\.role) == [.publisher, .viewer])
        #expect(requests.map(\.stream.text) == ["stage", "Stage.2"])
        #expect(requests.map(\.takesOver) == [true, false])
        #expect(requests.map(\.waitsForPublisher) == [false, false])
        #expect(requests[0].offer == "v=0\r\noffer\r\n")
        #expect(requests[0].client?.description == "192.0.2.7")
        #expect(requests[0].userAgent?.count == 200)
        #expect(requests[1].userAgent == nil)
    }

    @Test(
        "the type of an offer may have parameters and any case",
        arguments: ["application/sdp; charset=utf-8", "Application/SDP", "application/sdp;"])
    func types(type: String) async {
        #expect(await Endpoints().offer("/whip/stage", ["content-type": type]).status == 201)
    }

    @Test(
        "any other type is refused with what would be accepted",
        arguments: ["text/plain", "application/json", nil])
    func wrongType(type: String?) async {
        let fields: HeaderFields = type.map { ["content-type": $0] } ?? [:]
        for path in ["/whip/stage", "/whep/stage"] {
            let reply = await Endpoints().offer(path, fields)
            #expect(reply.status == 415)
            #expect(reply["accept-post"] == "application/sdp")
            #expect(reply.text.contains(#""title":"The body must be an SDP offer""#))
        }
    }

    @Test("an offer that is missing is 400, one that is too large 413, one that is not text 400")
    func bodies() async {
        let stage = Endpoints()
        #expect(await stage.send(.post, "/whip/stage", Self.sdp, "").status == 400)
        #expect(await stage.send(.post, "/whip/stage", Self.sdp).status == 400)
        let large = String(repeating: "a", count: 128 * 1024 + 1)
        #expect(await stage.send(.post, "/whip/stage", Self.sdp, large).status == 413)
        #expect(stage.plane.now.requests.isEmpty)
    }

    @Test(
        "what cannot be the name of a stream is 400 and says what can",
        arguments: ["/whip/.hidden", "/whip/a%20b", "/whip/b%C3%BChne", "/whep/a:b"])
    func names(path: String) async {
        let reply = await Endpoints().offer(path)
        #expect(reply.status == 400)
        #expect(reply["content-type"] == "application/problem+json")
        #expect(reply.text.contains("1 to 64 letters"))
    }

    @Test("a second publisher is 409 unless it takes over; another stream is another matter")
    func conflict() async {
        let stage = Endpoints()
        let first = await stage.offer("/whip/stage")
        let second = await stage.offer("/whip/stage")
        #expect(second.status == 409)
        #expect(second.text.contains("?takeover"))
        #expect(await stage.offer("/whip/other").status == 201)
        #expect(await stage.offer("/whip/stage?takeover").status == 201)
        #expect(await stage.send(.delete, first["location"] ?? "").status == 404)
    }

    @Test("a viewer that comes early waits in a session, or by configuration is told when to try again")
    func early() async {
        #expect(await Endpoints().offer("/whep/stage").status == 201)
        let stage = Endpoints(viewersWait: false)
        let reply = await stage.offer("/whep/stage")
        #expect(reply.status == 404)
        #expect(reply["retry-after"] == "3")
        #expect(reply["cache-control"] == "no-store")
        _ = await stage.offer("/whip/stage")
        #expect(await stage.offer("/whep/stage").status == 201)
    }

    @Test(
        "what the plane refuses is a problem with the right status",
        arguments: [
            (.malformed(reason: "Line 3 is no line."), 400, "Line 3 is no line."),
            (
                .noCommonCodec(kind: "video", offered: ["H263"], supported: ["H264", "VP8"]), 406,
                "no video codec"
            ),
            (.unacceptable(reason: "There is no a=fingerprint."), 422, "There is no a=fingerprint."),
            (.full(limit: 2000, retryAfter: .seconds(5)), 503, "The server is full"),
            (.draining(retryAfter: .seconds(5)), 503, "The server is draining"),
        ] as [(MediaRefusal, Int, String)])
    func refusals(refusal: MediaRefusal, status: Int, text: String) async {
        let stage = Endpoints()
        stage.plane.set { $0.refusal = refusal }
        for path in ["/whip/stage", "/whep/stage"] {
            let reply = await stage.offer(path)
            #expect(reply.status == status)
            #expect(reply["content-type"] == "application/problem+json")
            #expect(reply["retry-after"] == (status == 503 ? "5" : nil))
            #expect(reply["location"] == nil)
            #expect(reply.text.contains(text))
        }
    }

    @Test("no codec in common names what was offered and what is supported")
    func codecs() async {
        let stage = Endpoints()
        stage.plane.set {
            $0.refusal = .noCommonCodec(kind: "video", offered: ["H263"], supported: ["H264", "VP8"])
        }
        let text = await stage.offer("/whip/stage").text
        #expect(text.contains(#""offered":["H263"],"supported":["H264","VP8"]"#))
        #expect(text.contains("Offered: H263. Supported: H264, VP8."))
    }
}
