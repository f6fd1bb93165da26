import HTTP
import Platform
import Testing
import Timing

@testable import Signaling

/// Several people at a stage.
struct StageScenarioTests {
    private let board = Board()

    /// Comes to a stage, and returns who that is as well.
    private func join(
        as role: String? = nil, token: String? = Board.publishKey, _ stream: String = "main"
    ) -> (client: Board.Client, id: JSONValue) {
        let client = board.greet(token: token)
        let fields = [("stream", stream), ("role", role)].compactMap { name, value in
            value.map { (name, JSONValue.string($0)) }
        }
        let joined = board.ask(client, "join", fields)
        #expect(joined.text("type") == "joined", "\(joined.written)")
        return (client, joined["participant"] ?? .null)
    }

    private let offer: [(String, JSONValue)] = [("sdp", .string("v=0"))]

    @Test("those on the stage see each other come, send, mute, share, and go")
    func presence() throws {
        let (ann, annID) = join()
        let (bob, bobID) = join()
        let seen = try #require(ann.take("participant").first?["participant"])
        #expect(seen["id"] == bobID && seen["role"] == .string("host") && seen["live"] == .bool(false))
        #expect(bob.inbox.isEmpty)
        board.ask(bob, "publish", offer)
        #expect(ann.take("participant").last?["participant"]?["live"] == .bool(true))
        #expect(board.media.map { "\($0.stream)" } == ["main~\(bobID.string ?? "")"])
        board.ask(bob, "mute", [("kind", .string("audio")), ("muted", .bool(true))])
        #expect(ann.take("participant").last?["participant"]?["audioMuted"] == .bool(true))
        board.ask(bob, "share", [("source", .string("screen"))])
        #expect(ann.take("participant").last?["participant"]?["source"] == .string("screen"))
        board.ask(ann, "subscribe", offer + [("participant", bobID)])
        #expect(board.media.count == 2)
        board.ask(bob, "leave")
        #expect(ann.take("participant-left").last?["participant"] == bobID)
        #expect(board.media.isEmpty && ann.take("media-ended").last?.text("reason") == "unselected")
        #expect(board.ask(ann, "subscribe", offer + [("participant", bobID)]).text("field") == "participant")
        #expect(board.ask(bob, "leave").number("status") == 409)
        #expect(annID != bobID)
    }

    @Test("roles are those of invites and keys")
    func roles() throws {
        let stream = try #require(StreamName("main"))
        let invite = board.key.token(for: Invite(to: stream, as: .guest, until: WallClock(seconds: 2000)))
        let guest = board.greet(token: invite)
        #expect(board.ask(guest, "join", [("stream", .string("other"))]).text("field") == "stream")
        let asHost = board.ask(guest, "join", [("stream", .string("main")), ("role", .string("host"))])
        #expect(asHost.text("field") == "role" && asHost.number("status") == 403)
        #expect(board.ask(guest, "join", [("stream", .string("main"))]).text("role") == "guest")
        let stranger = board.greet()
        #expect(
            board.ask(stranger, "join", [("stream", .string("main")), ("role", .string("guest"))])
                .number("status") == 401)
        #expect(board.ask(stranger, "join", [("stream", .string("main"))]).text("role") == "viewer")
        let mistaken = board.greet(token: "another-key-altogether")
        #expect(board.ask(mistaken, "join", [("stream", .string("main"))]).text("field") == "token")
        #expect(
            board.ask(mistaken, "join", [("stream", .string("main")), ("role", .string("viewer"))]).text(
                "role")
                == "viewer")
    }

    @Test("invites that are none, or have ended, are told at hello")
    func invites() throws {
        let stream = try #require(StreamName("main"))
        let client = board.connect()
        let ended = board.key.token(for: Invite(to: stream, as: .host, until: WallClock(seconds: 10)))
        for token in [ended, "invite.0.host.9999.main"] {
            let answer = board.ask(client, "hello", [("version", .number(1)), ("token", .string(token))])
            #expect(answer.text("field") == "token" && answer.number("status") == 403)
        }
        #expect(board.ask(client, "hello", [("version", .number(1))]).text("type") == "welcome")
    }

    @Test("a host invites, mutes, raises, lowers and sends away; nobody else does")
    func hosting() throws {
        let (host, hostID) = join()
        let (viewer, viewerID) = join(token: nil)
        #expect(host.take("participant").isEmpty)
        let raise: [(String, JSONValue)] = [("participant", viewerID), ("role", .string("guest"))]
        #expect(board.ask(viewer, "raise", raise).number("status") == 403)
        #expect(board.ask(viewer, "kick", [("participant", hostID)]).number("status") == 403)
        #expect(board.ask(viewer, "invite", [("role", .string("host"))]).number("status") == 403)
        #expect(board.ask(viewer, "publish", offer).number("status") == 403)

        board.ask(viewer, "hand", [("raised", .bool(true))])
        #expect(host.take("participant").last?["participant"]?["hand"] == .bool(true))
        #expect(board.ask(host, "raise", raise).text("type") == "done")
        #expect(viewer.take("role").last?.text("role") == "guest")
        #expect(host.take("participant").last?["participant"]?["role"] == .string("guest"))
        #expect(board.ask(viewer, "publish", offer).text("type") == "answer")

        let mute: [(String, JSONValue)] = [("kind", .string("audio")), ("participant", viewerID)]
        #expect(
            board.ask(
                viewer, "mute", [("kind", .string("audio")), ("participant", hostID), ("muted", .bool(true))]
            ).number("status") == 403)
        #expect(board.ask(host, "mute", mute + [("muted", .bool(true))]).text("type") == "done")
        #expect(viewer.take("participant").last?["participant"]?["audioMuted"] == .bool(true))
        #expect(board.ask(host, "mute", mute + [("muted", .bool(false))]).text("field") == "muted")

        board.ask(host, "raise", [("participant", viewerID), ("role", .string("viewer"))])
        #expect(board.media.isEmpty)
        #expect(board.ask(viewer, "publish", offer).number("status") == 403)
        let token = try #require(board.ask(host, "invite", [("role", .string("guest"))]).text("token"))
        #expect(join(token: token).id != viewerID)

        #expect(board.ask(host, "kick", [("participant", hostID)]).number("status") == 409)
        #expect(board.ask(host, "kick", [("participant", viewerID)]).text("type") == "done")
        #expect(viewer.take("kicked").count == 1 && viewer.closed?.code == 4003)
    }

    @Test("an offer of one who is taken off the stage meanwhile comes to nothing")
    func lowered() {
        let (host, _) = join()
        let (guest, guestID) = join()
        board.isPlaneSlow = true
        board.request(guest, "publish", offer)
        board.ask(host, "raise", [("participant", guestID), ("role", .string("viewer"))])
        board.isPlaneSlow = false
        board.answerPlane()
        #expect(guest.take("error").count == 1)
        #expect(board.media.isEmpty)
    }

    @Test("what applications send reaches one, or all others, and not too often")
    func data() {
        let (ann, annID) = join()
        let (bob, _) = join()
        let (cat, catID) = join(token: nil)
        let value = JSONValue.object([.init("text", .string("hej \u{1F44B}"))])
        board.ask(ann, "data", [("data", value)])
        #expect(bob.take("data").map { $0["data"] } == [value])
        #expect(cat.take("data").map { $0["from"] } == [annID])
        #expect(ann.inbox.allSatisfy { $0.text("type") != "data" })
        board.ask(bob, "data", [("data", .null), ("to", catID)])
        #expect(ann.take("data").isEmpty && cat.take("data").count == 1)
        #expect(
            board.ask(bob, "data", [("data", .number(1)), ("to", .string("0000000000"))]).text("field")
                == "to")
    }

    @Test("viewers are counted by the second, not told one by one")
    func viewers() throws {
        let (host, _) = join()
        for _ in 0..<200 { _ = join(token: nil) }
        #expect(host.take("participant").isEmpty)
        board.pass(.seconds(2))
        #expect(host.take("viewers").map { $0.number("count") } == [200])
        #expect(board.switchboard.report(of: try #require(StreamName("main"))).viewers == 200)
    }

    @Test("the active speaker is another within a second")
    func speakers() throws {
        let (ann, annID) = join()
        let (bob, bobID) = join()
        for client in [ann, bob] { board.ask(client, "publish", offer) }
        func name(_ id: JSONValue) throws -> StreamName {
            let participant = try #require(id.string)
            return try #require(StreamName("main~\(participant)"))
        }
        board.loudness = [try name(annID): 25, try name(bobID): 80]
        board.pass(.seconds(1))
        #expect(bob.take("active-speakers").last?["participants"] == .array([annID]))
        board.loudness = [try name(annID): 80, try name(bobID): 25]
        board.pass(.seconds(1))
        #expect(bob.take("active-speakers").last?["participants"] == .array([bobID, annID]))
        board.ask(bob, "mute", [("kind", .string("audio")), ("muted", .bool(true))])
        board.pass(.seconds(1))
        #expect(ann.take("active-speakers").last?["participants"] == .array([annID]))
        board.pass(.seconds(60))
        #expect(board.switchboard.nextDeadline != nil)
        board.cut(ann, code: 1000)
        board.cut(bob, code: 1000)
        board.pass(.seconds(60))
        #expect(board.switchboard.nextDeadline == nil)
    }

    @Test("a server that ends tells everybody")
    func moved() {
        let (ann, _) = join()
        board.switchboard.drain(at: board.now)
        board.drain()
        #expect(ann.take("moved").map { $0["address"] } == [nil])
        board.switchboard.drain(to: "https://b.example", at: board.now)
        board.drain()
        #expect(ann.take("moved").map { $0.text("address") } == ["https://b.example"])
    }

    @Test("a hundred are on the stage, and no more")
    func full() {
        for _ in 0..<Stage.limit { _ = join() }
        let late = board.greet(token: Board.publishKey)
        #expect(board.ask(late, "join", [("stream", .string("main"))]).number("status") == 503)
        #expect(
            board.ask(late, "join", [("stream", .string("main")), ("role", .string("viewer"))]).text("type")
                == "joined")
    }
}

extension JSONValue {
    /// The text, if it is one.
    var string: String? { if case .string(let text) = self { text } else { nil } }
}
