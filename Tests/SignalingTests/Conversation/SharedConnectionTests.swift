import HTTP
import Platform
import Testing
import Timing

@testable import Signaling

/// All that a client receives over one connection: tracks come by its offers and go by ours.
struct SharedConnectionTests {
    private let board = Board()

    /// Somebody on the stage who sends.
    private func host() -> (client: Board.Client, id: String) {
        let client = board.greet(token: Board.publishKey)
        let joined = board.ask(client, "join", [("stream", .string("main"))])
        board.ask(client, "publish", [("sdp", .string("v=0"))])
        board.acknowledge(client)
        return (client, joined.text("participant") ?? "")
    }

    private func watcher() -> Board.Client {
        let client = board.greet()
        board.ask(client, "join", [("stream", .string("main")), ("role", .string("viewer"))])
        client.inbox = []
        return client
    }

    /// Offers to receive these participants, by the names of sections.
    @discardableResult private func subscribe(
        _ client: Board.Client, _ tracks: [(String, String)], in media: String? = nil
    ) -> JSONValue {
        let tracks = tracks.map { mid, id in
            JSONValue.object([.init("mid", .string(mid)), .init("participant", .string(id))])
        }
        return board.ask(
            client, "subscribe",
            [("sdp", .string("v=0")), ("tracks", .array(tracks))]
                + (media.map { [("media", .string($0))] } ?? []))
    }

    /// What flows to viewers, by section.
    private var flowing: [[String: StreamName]] { Array(board.feeds.values) }

    private func events(_ client: Board.Client, _ type: String) -> [String] {
        client.take(type).map {
            "\($0.text("mid") ?? "") \($0.text("participant") ?? $0.text("reason") ?? "")"
        }
    }

    @Test("several participants come by one connection, and more by another offer in it")
    func added() throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        let answer = subscribe(viewer, [("0", ann.id), ("1", ann.id)])
        let media = try #require(answer.text("media"))
        #expect(answer.text("type") == "answer" && answer.text("stream") == "main")
        #expect(events(viewer, "track-added") == ["0 \(ann.id)", "1 \(ann.id)"])
        let next = subscribe(viewer, [("0", ann.id), ("1", ann.id), ("2", bob.id)], in: media)
        #expect(next.text("type") == "answer" && next.text("media") == media)
        #expect(events(viewer, "track-added") == ["2 \(bob.id)"])
        #expect(flowing.count == 1 && flowing[0].count == 3)
        #expect(flowing[0]["2"] == StreamName("main~\(bob.id)"))
        #expect(board.media.count { $0.role == .viewer } == 1)
    }

    @Test("what the client does not want any more ends by our offer, which it answers")
    func removed() throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        let media = try #require(subscribe(viewer, [("0", ann.id), ("1", bob.id)]).text("media"))
        let fields: [(String, JSONValue)] = [("media", .string(media)), ("mids", .array([.string("1")]))]
        #expect(board.ask(viewer, "unsubscribe", fields).text("type") == "done")
        #expect(events(viewer, "track-removed") == ["1 unsubscribed"])
        let offers = viewer.take("offer")
        #expect(offers.map { $0.text("media") } == [media] && offers[0].text("sdp") == "v=0\r\noffer\r\n")
        #expect(flowing[0].keys.sorted() == ["0"])
        let answer: [(String, JSONValue)] = [("media", .string(media)), ("sdp", .string("v=0"))]
        #expect(board.ask(viewer, "answer", answer).text("type") == "done")
        #expect(board.ask(viewer, "unsubscribe", fields).text("field") == "mids")
        // Nobody asked for this one.
        #expect(board.ask(viewer, "answer", answer).text("field") == "sdp")
        #expect(board.ask(viewer, "unsubscribe", [("media", .string(media))]).text("type") == "done")
        #expect(flowing.isEmpty && board.media.allSatisfy { $0.role == .publisher })
    }

    @Test("who falls out of what the client receives is taken out of the connection, and nobody else")
    func unselected() throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        subscribe(viewer, [("0", ann.id), ("1", bob.id)])
        viewer.inbox = []
        board.ask(viewer, "select", [("participants", .array([.string(ann.id)]))])
        #expect(events(viewer, "track-removed") == ["1 unselected"])
        #expect(viewer.take("offer").count == 1 && viewer.take("media-ended").isEmpty)
        #expect(flowing[0].keys.sorted() == ["0"])
        let refused = subscribe(viewer, [("0", bob.id)], in: "m1")
        #expect(refused.number("status") == 409 && refused.text("field") == "tracks[].participant")
    }

    @Test("who leaves the stage is taken out of the connection, whether or not they sent")
    func left() throws {
        let (ann, viewer) = (host(), watcher())
        let silent = board.greet(token: Board.publishKey)
        let joined = board.ask(silent, "join", [("stream", .string("main"))])
        subscribe(viewer, [("0", ann.id), ("1", try #require(joined.text("participant")))])
        viewer.inbox = []
        board.ask(silent, "leave")
        #expect(events(viewer, "track-removed") == ["1 unselected"])
        board.ask(ann.client, "leave")
        #expect(events(viewer, "track-removed") == ["0 unselected"])
        #expect(flowing == [[:]])
    }

    @Test("a client that answers no offers is sent none: what ends falls silent, and it offers as it likes")
    func silenced() throws {
        let (ann, bob, viewer) = (host(), host(), board.connect())
        board.ask(viewer, "hello", [("version", .number(1)), ("capabilities", .array([]))])
        board.ask(viewer, "join", [("stream", .string("main")), ("role", .string("viewer"))])
        let media = try #require(subscribe(viewer, [("0", ann.id), ("1", bob.id)]).text("media"))
        viewer.inbox = []
        board.isPlaneSlow = true
        board.ask(viewer, "select", [("participants", .array([.string(ann.id)]))])
        let early = subscribe(viewer, [("0", ann.id)], in: media)
        #expect(early.number("status") == 409 && early.number("retryAfter") == 1)
        while !board.questions.isEmpty { board.answerPlane() }
        #expect(events(viewer, "track-removed") == ["1 unselected"] && viewer.take("offer").isEmpty)
        #expect(flowing[0].keys.sorted() == ["0"])
        board.isPlaneSlow = false
        #expect(subscribe(viewer, [("0", ann.id)], in: media).text("type") == "answer")
    }

    @Test("when both offer at once the client's offer is refused, and taken when it has answered ours")
    func glare() throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        let media = try #require(subscribe(viewer, [("0", ann.id)]).text("media"))
        board.ask(viewer, "unsubscribe", [("media", .string(media)), ("mids", .array([.string("0")]))])
        let refused = subscribe(viewer, [("1", bob.id)], in: media)
        #expect(refused.number("status") == 409 && refused.text("field") == "sdp")
        #expect(viewer.take("offer").count == 1)
        board.ask(viewer, "answer", [("media", .string(media)), ("sdp", .string("v=0"))])
        #expect(subscribe(viewer, [("1", bob.id)], in: media).text("type") == "answer")
        #expect(flowing[0] == ["1": try #require(StreamName("main~\(bob.id)"))])
    }

    @Test("who falls out while the plane looks at an offer is taken out when it has answered")
    func meanwhile() throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        let media = try #require(subscribe(viewer, [("0", ann.id)]).text("media"))
        viewer.inbox = []
        board.isPlaneSlow = true
        subscribe(viewer, [("0", ann.id), ("1", bob.id)], in: media)
        board.ask(viewer, "select", [("participants", .array([.string(ann.id)]))])
        #expect(viewer.take("track-removed").isEmpty)
        let second = subscribe(viewer, [("0", ann.id)], in: media)
        // Answers come in order.
        #expect(second == .null)
        while !board.questions.isEmpty { board.answerPlane() }
        #expect(events(viewer, "track-added") == ["1 \(bob.id)"])
        #expect(events(viewer, "track-removed") == ["1 unselected"])
        #expect(flowing[0].keys.sorted() == ["0"] && viewer.take("offer").count == 1)
        #expect(viewer.take("error").map { $0.number("status") } == [409])
    }

    @Test("a refused offer leaves all as it was", arguments: PlaneCalls.refusals)
    func refused(refusal: MediaRefusal) throws {
        let (ann, bob, viewer) = (host(), host(), watcher())
        let media = try #require(subscribe(viewer, [("0", ann.id)]).text("media"))
        let before = flowing
        board.refusal = refusal
        #expect(subscribe(viewer, [("0", ann.id), ("1", bob.id)], in: media).text("type") == "error")
        board.refusal = nil
        #expect(flowing == before)
        #expect(subscribe(viewer, [("0", ann.id), ("1", bob.id)], in: media).text("type") == "answer")
    }

    @Test("a client has so many tracks and no more, in however many connections")
    func bounds() throws {
        let (ann, viewer) = (host(), watcher())
        let many = (0..<48).map { ("\($0)", ann.id) }
        let media = try #require(subscribe(viewer, many).text("media"))
        #expect(subscribe(viewer, [("0", ann.id)]).number("status") == 429)
        #expect(subscribe(viewer, many + [("48", ann.id)], in: media).number("status") == 429)
        #expect(subscribe(viewer, [], in: media).text("type") == "answer")
        #expect(subscribe(viewer, [("0", ann.id)]).text("type") == "answer")
    }

    @Test("a connection that was opened for one stream has no tracks of its own")
    func plain() {
        let (ann, viewer) = (host(), watcher())
        board.ask(viewer, "subscribe", [("sdp", .string("v=0")), ("participant", .string(ann.id))])
        #expect(subscribe(viewer, [("0", ann.id)], in: "m1").text("field") == "media")
        let mids: [(String, JSONValue)] = [("media", .string("m1")), ("mids", .array([]))]
        #expect(board.ask(viewer, "unsubscribe", mids).text("field") == "media")
        let answer: [(String, JSONValue)] = [("media", .string("m1")), ("sdp", .string("v=0"))]
        #expect(board.ask(viewer, "answer", answer).text("field") == "media")
    }

    @Test("when the media node began anew the connection ends, and can be opened again")
    func restarted() {
        let (ann, viewer) = (host(), watcher())
        subscribe(viewer, [("0", ann.id)])
        board.switchboard.handleNewPlane(at: board.now)
        board.drain()
        #expect(viewer.take("media-ended").map { $0.text("reason") } == ["restarted"])
        board.ask(ann.client, "publish", [("sdp", .string("v=0"))])
        #expect(subscribe(viewer, [("0", ann.id)]).text("type") == "answer")
    }
}
