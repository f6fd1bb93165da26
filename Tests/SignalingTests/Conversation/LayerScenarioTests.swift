import HTTP
import Platform
import Testing
import Timing

@testable import Signaling

/// What a client on `/ws` wants of its videos, and what it is told of them.
struct LayerScenarioTests {
    private let board = Board(isOpen: true)
    private static let layers = [
        VideoReport.Layer(name: "q", bitsPerSecond: 100_000), .init(name: "f", bitsPerSecond: 900_000),
    ]

    init() {
        board.videos = [VideoReport(mid: "1", current: "f", reason: "best", layers: Self.layers)]
    }

    /// A client that receives a stream, and what it calls that.
    private func viewer() -> (client: Board.Client, media: JSONValue) {
        let client = board.greet()
        let answer = board.ask(
            client, "subscribe", [("sdp", .string("v=0")), ("stream", .string("main"))])
        return (client, answer["media"] ?? .null)
    }

    private func current(_ message: JSONValue?) -> String? {
        guard case .array(let videos) = message?["videos"] else { return nil }
        return videos.first?.text("current")
    }

    @Test("who chooses is told what arrives, at once and when that changes")
    func told() {
        let (client, media) = viewer()
        board.pass(.seconds(5))
        #expect(board.videoQuestions == 0 && client.take("layers").isEmpty)
        let answer = board.ask(client, "layer", [("media", media), ("layer", .string("q"))])
        #expect(answer.text("type") == "done")
        #expect(board.videos[0].choice == LayerChoice(layer: "q"))
        let told = client.take("layers")
        #expect(told.count == 1 && told[0]["media"] == media && current(told[0]) == "f")
        board.pass(.seconds(3))
        #expect(client.take("layers").isEmpty && board.videoQuestions == 3)
        (board.videos[0].current, board.videos[0].reason) = ("q", "asked")
        board.pass(.seconds(1))
        #expect(client.take("layers").map(current) == ["q"])
        // Rates change all the time.
        board.videos[0].layers[0].bitsPerSecond = 120_000
        board.pass(.seconds(2))
        #expect(client.take("layers").isEmpty)
    }

    @Test("nobody is asked for once nobody wants to know")
    func ended() {
        let (client, media) = viewer()
        board.ask(client, "layer", [("media", media)])
        board.ask(client, "unsubscribe", [("media", media)])
        board.pass(.seconds(10))
        #expect(board.videoQuestions == 0)
        let answer = board.ask(client, "layer", [("media", media)])
        #expect(answer.number("status") == 404 && answer.text("field") == "media")
    }

    @Test(
        "a client that asks of what it sends is told which of its layers are wanted, soon after that is another"
    )
    func wanted() throws {
        let (client, _) = viewer()
        let sent = board.ask(client, "publish", [("sdp", .string("v=0")), ("stream", .string("mine"))])
        board.videos[0].layers[1].isWanted = false
        #expect(board.ask(client, "layer", [("media", sent["media"] ?? .null)]).text("type") == "done")
        _ = client.take("layers")
        board.videos[0].layers[1].isWanted = true
        board.pass(.milliseconds(300))
        let told = try #require(client.take("layers").last)
        guard case .array(let videos) = told["videos"], case .array(let layers) = videos.first?["layers"]
        else {
            Issue.record("\(told)")
            return
        }
        #expect(layers.last?["wanted"] == .bool(true) && layers.first?["wanted"] == nil)
    }

    @Test("what is there no more, and a plane's refusal, is told")
    func refused() {
        let (client, media) = viewer()
        let answer = board.ask(client, "layer", [("media", .string("none"))])
        #expect(answer.number("status") == 404)
        board.refusal = .unacceptable(reason: "The session gets no such video.")
        let other = board.ask(client, "layer", [("media", media), ("mid", .string("9"))])
        #expect(other.number("status") == 422 && other.text("field") == "mid")
        #expect(client.take("layers").isEmpty)
    }
}
