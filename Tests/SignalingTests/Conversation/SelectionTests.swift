import HTTP
import Platform
import Simulation
import Testing
import Timing

@testable import Signaling

/// Who receives whom on a large stage.
struct SelectionTests {
    private let board = Board()
    private let offer: [(String, JSONValue)] = [("sdp", .string("v=0"))]

    /// Somebody on the stage, who sends.
    private func host(sends: Bool = true) -> (client: Board.Client, id: String, selected: [String]) {
        let client = board.greet(token: Board.publishKey)
        let joined = board.ask(client, "join", [("stream", .string("main"))])
        if sends { board.ask(client, "publish", offer) }
        board.acknowledge(client)
        return (client, joined.text("participant") ?? "", Self.texts(joined["selected"]))
    }

    /// Somebody before the stage, and whom they receive.
    private func watcher() -> (client: Board.Client, lineup: [String]) {
        let client = board.greet()
        let joined = board.ask(client, "join", [("stream", .string("main")), ("role", .string("viewer"))])
        return (client, Self.texts(joined["selected"]))
    }

    /// Whom a client was told last that it receives.
    private func selected(_ client: Board.Client) -> [String]? {
        client.take("selected").last.map { Self.texts($0["participants"]) }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        if case .array(let values) = value { values.compactMap(\.string) } else { [] }
    }

    @discardableResult private func subscribe(_ client: Board.Client, to id: String) -> JSONValue {
        board.ask(client, "subscribe", offer + [("participant", .string(id))])
    }

    @discardableResult private func select(_ client: Board.Client, _ ids: [String]?) -> JSONValue {
        board.ask(
            client, "select", ids.map { [("participants", .array($0.map { .string($0) }))] } ?? [])
    }

    /// How many streams of others flow to clients of the stage.
    private var flowing: Int { board.media.count { $0.role == .viewer } }

    @Test("of a hundred cameras each client, on the stage and before it, receives nine")
    func hundred() {
        let hosts = (0..<Stage.limit).map { _ in host() }
        for host in hosts { board.acknowledge(host.client) }
        let (viewer, lineup) = watcher()
        #expect(Set(lineup).count == 9 && lineup.allSatisfy { id in hosts.contains { $0.id == id } })
        for client in hosts.map(\.client) + [viewer] {
            var granted = 0
            for host in hosts {
                let answer = subscribe(client, to: host.id)
                if answer.text("type") == "answer" {
                    granted += 1
                } else {
                    #expect(answer.text("field") == "participant" && answer.number("status") == 409)
                }
                board.acknowledge(client)
            }
            #expect(granted == 9)
        }
        #expect(flowing == 101 * 9)
    }

    @Test("who begins to speak takes the place of one who does not, whose media ends")
    func speakers() throws {
        let hosts = (0..<12).map { _ in host() }
        let (viewer, lineup) = watcher()
        for id in lineup { subscribe(viewer, to: id) }
        #expect(flowing == 9)
        let speaker = try #require(hosts.first { !lineup.contains($0.id) })
        board.loudness = [try #require(StreamName("main~\(speaker.id)")): 20]
        for host in hosts { board.acknowledge(host.client) }
        board.acknowledge(viewer)
        viewer.inbox = []
        board.pass(.seconds(1))
        let next = try #require(selected(viewer))
        #expect(next.contains(speaker.id) && next.count == 9)
        let gone = try #require(lineup.first { !next.contains($0) })
        #expect(viewer.take("media-ended").map { $0.text("reason") } == ["unselected"])
        #expect(!board.media.contains { $0.role == .viewer && "\($0.stream)" == "main~\(gone)" })
        #expect(subscribe(viewer, to: speaker.id).text("type") == "answer")
        #expect(flowing == 9)
    }

    @Test("one's own selection counts, with those of it who send; without one it is the lineup again")
    func choice() throws {
        let hosts = (0..<12).map { _ in host() }
        let silent = host(sends: false)
        let viewer = watcher().client
        viewer.inbox = []
        let wanted = [hosts[0].id, hosts[11].id].sorted()
        #expect(select(viewer, wanted + [silent.id]).text("type") == "done")
        #expect(selected(viewer) == wanted)
        for id in wanted { #expect(subscribe(viewer, to: id).text("type") == "answer") }
        #expect(subscribe(viewer, to: hosts[5].id).number("status") == 409)
        // Who sends nothing may be waited for.
        #expect(subscribe(viewer, to: silent.id).text("type") == "answer")
        board.ask(silent.client, "publish", offer)
        #expect(selected(viewer) == (wanted + [silent.id]).sorted())
        #expect(viewer.take("media-ended").isEmpty && flowing == 3)
        select(viewer, [])
        #expect(selected(viewer) == [] && flowing == 0)
        select(viewer, nil)
        #expect(selected(viewer)?.count == 9)
    }

    @Test("those in the lineup receive the others of it, and are told who they are")
    func lineup() throws {
        let ((ann, annID, _), (bob, bobID, _)) = (host(), host())
        #expect(selected(ann) == [bobID])
        #expect(selected(bob) == [annID])
        let viewer = watcher().client
        #expect(subscribe(viewer, to: annID).text("type") == "answer")
        board.ask(ann, "unpublish", [("media", .string("m1"))])
        #expect(selected(bob) == [] && selected(viewer) == [bobID])
        // Whoever published before is waited for.
        #expect(flowing == 1)
    }

    @Test("another stage's participants, and streams, can be received as ever")
    func others() throws {
        _ = (0..<12).map { _ in host() }
        let viewer = watcher().client
        for stream in ["other", "other~7hq2k9x0ab", "main"] {
            let answer = board.ask(viewer, "subscribe", offer + [("stream", .string(stream))])
            #expect(answer.text("type") == "answer")
        }
    }

    @Test("at random, nobody receives more than may be, and everybody knows whom")
    func random() throws {
        var random = SeededGenerator(seed: 31)
        var people: [(client: Board.Client, id: String, selected: [String])] = []
        var known: [String: [String]] = [:]
        for _ in 0..<1500 {
            let pick = people.indices.randomElement(using: &random)
            switch (Int.random(in: 0..<9, using: &random), pick) {
            case (0...1, _) where people.count < 40:
                let person = host()
                known[person.id] = person.selected
                people.append(person)
            case (2, let pick?):
                board.ask(people[pick].client, "leave")
                known[people[pick].id] = nil
                people.remove(at: pick)
            case (3, let pick?):
                let count = Int.random(in: 0...4, using: &random)
                select(
                    people[pick].client,
                    (0..<count).compactMap { _ in people.randomElement(using: &random)?.id })
            case (4, let pick?): select(people[pick].client, nil)
            case (5, let pick?):
                if let stream = StreamName("main~\(people[pick].id)") {
                    board.loudness = [stream: UInt8.random(in: 10...90, using: &random)]
                }
                board.pass(.milliseconds(500))
            case (_, let pick?):
                if let other = people.randomElement(using: &random) {
                    subscribe(people[pick].client, to: other.id)
                }
            default: break
            }
            for person in people {
                board.acknowledge(person.client)
                if let selected = selected(person.client) { known[person.id] = selected }
                person.client.inbox = []
            }
        }
        let stage = board.switchboard.stages[try #require(StreamName("main"))]
        for person in people {
            let id = try #require(ParticipantID(person.id))
            let received = stage?.received(by: id).map(\.text) ?? []
            #expect(received.count <= Stage.choiceLimit && !received.contains(person.id))
            #expect(known[person.id].map { Set($0) } ?? [] == Set(received))
        }
    }
}
