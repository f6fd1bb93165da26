import HTTP
import Simulation
import Testing
import Timing

@testable import Signaling

/// Clients that send what makes no sense.
struct HostileClientTests {
    /// Changes a message of a type, as the schema has it, here and there.
    private static func mutation(of type: String, using random: inout SeededGenerator) -> String {
        let samples = Schema.quick.samples(of: type, isFull: Bool.random(using: &random))
        guard var message = samples.randomElement(using: &random) else { return "" }
        // The first media session that a client opened, so that some get as far as to it.
        if message["media"] != nil, Bool.random(using: &random) {
            message = message.with("media", .string("m1"))
        }
        message = message.with("id", .number(Double(Int.random(in: 1...200_000, using: &random))))
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            guard let name = message.names.randomElement(using: &random) else { break }
            let values: [JSONValue?] = [
                nil, .null, .bool(true), .number(-1), .number(1e300), .string(""), .string("viewer"),
                .array([]),
                .object([.init("session", .number(0))]), .string(String(repeating: "\u{0}", count: 300)),
            ]
            message = message.with(name, values.randomElement(using: &random) ?? nil)
        }
        guard Int.random(in: 0..<8, using: &random) == 0 else { return message.written }
        var bytes = Array(message.written.utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "10,000 mutated messages, of every type as many, are each answered or name a field, and nothing grows"
    )
    func mutations() {
        var random = SeededGenerator(seed: 11)
        let board = Board(isOpen: true)
        let others = board.join()
        var client = board.join()
        for count in 0..<10_000 {
            if client.closed != nil { client = board.join() }
            let type = ClientMessage.types[count % ClientMessage.types.count]
            let text = Self.mutation(of: type, using: &random)
            let before = client.lastSeen
            board.say(client, text)
            let isAck = text.contains("\"ack\"")
            if client.closed == nil, !isAck { #expect(client.lastSeen > before, "no answer to \(text)") }
            for error in client.take("error") where error.number("status") == 400 {
                let isWhole = error.text("title") == "The message cannot be read"
                #expect(isWhole || error.text("field") != nil, "\(text) got \(error.written)")
            }
            client.inbox = []
            others.inbox = []
            if count % 16 == 0 {
                board.acknowledge(client)
                board.acknowledge(others)
            }
            if count % 100 == 0 { board.pass(.milliseconds(100)) }
        }
        #expect(others.closed == nil)
        #expect(board.switchboard.conversationCount == 2)
        #expect(board.questions.isEmpty)
    }

    @Test("sockets that come and go at random leave nothing behind")
    func storm() {
        var random = SeededGenerator(seed: 12)
        let board = Board(isOpen: true)
        var clients: [Board.Client] = []
        for _ in 0..<600 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: clients.append(board.connect())
            case 1: clients.append(board.join(as: ["host", "viewer"].randomElement(using: &random)))
            case 2 where !clients.isEmpty:
                let index = Int.random(in: 0..<clients.count, using: &random)
                let codes: [UInt16] = [1000, 1001, 1006]
                board.cut(clients.remove(at: index), code: codes.randomElement(using: &random) ?? 1006)
            default: board.pass(.milliseconds(200))
            }
            if let client = clients.randomElement(using: &random) { board.acknowledge(client) }
        }
        for client in clients { board.cut(client) }
        board.pass(.seconds(120))
        #expect(board.switchboard.conversationCount == 0)
        #expect(board.switchboard.participantCount == 0)
        #expect(board.switchboard.nextDeadline == nil)
    }
}
