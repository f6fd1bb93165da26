import HTTP
import Platform
import Testing

@testable import Signaling

/// Whose stream has the name of the stage as well.
struct PrimaryHostTests {
    private let board = Board()
    private let stage: StreamName

    init() throws { stage = try #require(StreamName("main")) }

    private func host() -> (client: Board.Client, stream: StreamName?, id: ParticipantID?) {
        let client = board.greet(token: Board.publishKey)
        let joined = board.ask(client, "join", [("stream", .string("main"))])
        let id = joined.text("participant").flatMap { ParticipantID($0) }
        return (client, id.map { StreamName(stage: stage, participant: $0) }, id)
    }

    private func publish(_ client: Board.Client) {
        board.ask(client, "publish", [("sdp", .string("v=0"))])
    }

    @Test("it is the first host who sends, and the next when that one goes")
    func succession() {
        let (ann, bob) = (host(), host())
        #expect(board.primaries[stage] == nil)
        publish(bob.client)
        publish(ann.client)
        #expect(board.primaries[stage] == bob.stream)
        #expect(board.switchboard.report(of: stage).primary == bob.id)
        board.ask(bob.client, "leave")
        #expect(board.primaries[stage] == ann.stream)
        board.ask(ann.client, "leave")
        #expect(board.primaries[stage] == nil)
    }

    @Test("the API can choose another, now or for when they send")
    func chosen() throws {
        let (ann, bob) = (host(), host())
        publish(ann.client)
        #expect(board.switchboard.setPrimary(try #require(bob.id), of: stage, at: board.now))
        board.drain()
        #expect(board.primaries[stage] == ann.stream)
        publish(bob.client)
        #expect(board.primaries[stage] == bob.stream)
        #expect(board.switchboard.setPrimary(try #require(ann.id), of: stage, at: board.now))
        board.drain()
        #expect(board.primaries[stage] == ann.stream)
        let stranger = try #require(ParticipantID("7hq2k9x0ab"))
        #expect(!board.switchboard.setPrimary(stranger, of: stage, at: board.now))
    }

    @Test("who subscribes to the stage by its name gets the primary host's stream")
    func subscription() {
        let ann = host()
        let viewer = board.join(as: "viewer", token: nil)
        let offer: [(String, JSONValue)] = [("sdp", .string("v=0")), ("stream", .string("main"))]
        #expect(board.ask(viewer, "subscribe", offer).text("stream") == "main")
        publish(ann.client)
        #expect(board.ask(viewer, "subscribe", offer).text("stream") == ann.stream?.text)
    }
}
