import HTTP
import Platform
import Signaling
import Testing

/// Where a publisher says what its stream is about: `/api/v1/streams/{stream}/title`.
struct TitleTests {
    private let stage = Endpoints(needsKey: true)
    private let stream = StreamName("stage")

    private func put(_ body: String, as key: String? = Endpoints.key) async -> Endpoints.Reply {
        let fields: HeaderFields = key.map { ["authorization": "Bearer \($0)"] } ?? [:]
        return await stage.send(.put, "/api/v1/streams/stage/title", fields, body)
    }

    @Test("whoever may publish a stream says what it is about, and takes that back")
    func said() async throws {
        let reply = await put(#"{"title":" Chess,\n round 4 "}"#)
        #expect(reply.status == 200 && reply.text == #"{"title":"Chess, round 4"}"#)
        let stream = try #require(self.stream)
        #expect(stage.plane.now.titles == [stream: try #require(StreamTitle("Chess, round 4"))])
        let fields: HeaderFields = ["authorization": "Bearer \(Endpoints.key)"]
        #expect(await stage.send(.delete, "/api/v1/streams/stage/title", fields).status == 204)
        #expect(stage.plane.now.titles.isEmpty)
    }

    @Test("nobody else does")
    func refused() async {
        #expect(await put(#"{"title":"Chess"}"#, as: nil).status == 401)
        #expect(await put(#"{"title":"Chess"}"#, as: "wrong").status == 403)
        #expect(await stage.send(.delete, "/api/v1/streams/stage/title").status == 401)
        #expect(stage.plane.now.titles.isEmpty)
    }

    @Test(
        "what is no title is refused, and the field is named",
        arguments: [
            "{}", #"{"title":7}"#, #"{"title":null}"#, #"{"title":""}"#, #"{"title":"\u0000\u202e"}"#,
            #"{"title":"\#(String(repeating: "x", count: 201))"}"#,
        ])
    func wrong(body: String) async {
        let reply = await put(body)
        #expect(reply.status == 400 && reply.text.contains(#""field":"title""#), "\(reply.text)")
    }

    @Test("what is no object is refused, and so are streams that have no title of their own")
    func malformed() async {
        for body in ["", "[]", "title", "\u{FF}"] { #expect(await put(body).status == 400) }
        let fields: HeaderFields = ["authorization": "Bearer \(Endpoints.key)"]
        for name in [".hidden", "stage~7hq2k9x0ab"] {
            let path = "/api/v1/streams/\(name)/title"
            #expect(await stage.send(.put, path, fields, #"{"title":"a"}"#).status == 400)
        }
    }

    @Test("while the media node cannot be reached that is said")
    func away() async {
        stage.plane.set { $0.refusal = .unreachable(retryAfter: .seconds(2)) }
        #expect(await put(#"{"title":"Chess"}"#).status == 503)
    }
}
