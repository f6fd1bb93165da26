import Bytes
import Simulation
import Testing
import Timing

@testable import HTTP

/// One end of a socket under test.
private final class End {
    let core: WebSocketConnection
    var now = Instant.zero
    private(set) var log: [String] = []
    /// What it sent, while nobody takes it.
    var sent: [UInt8] = []
    /// Whether the kernel takes what it sends.
    var takes = true

    init(
        _ role: WebSocketConnection.Role = .server, largest: Int = 1 << 20, limits: WebSocketLimits = .init()
    ) {
        core = WebSocketConnection(role, largestMessage: largest, limits: limits, at: now)
    }

    /// Does something to the core, then drains it.
    func act(_ action: (WebSocketConnection) -> Void) {
        action(core)
        drain()
        if takes, !core.outbound.isEmpty {
            sent += core.outbound.take()
            core.handleSent(at: now)
            drain()
        }
    }

    func hear(_ bytes: [UInt8]) {
        act { $0.handle(bytes.bytes, at: now) }
    }

    func wait(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let deadline = core.nextDeadline, deadline <= end {
            now = deadline
            act { $0.handleTimeout(at: now) }
        }
        now = end
    }

    /// What was sent since the last look, as frames in hexadecimal would be unreadable: their bytes.
    func said() -> [UInt8] {
        defer { sent = [] }
        return sent
    }

    func happened() -> [String] {
        defer { log = [] }
        return log
    }

    private func drain() {
        while let event = core.pollEvent() {
            switch event {
            case .message(.text(let text)): log.append("text \(text)")
            case .message(.binary(let slice)): log.append("binary \(Array(slice.bytes))")
            case .closed(let code): log.append("closed \(code)")
            case .end(let reason): log.append("end \(reason)")
            }
        }
    }
}

/// A client's frame with an all-zero mask, which leaves the payload readable.
private func frame(_ first: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
    precondition(payload.count < 126)
    return [first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload
}

private func frame(_ first: UInt8, _ text: String) -> [UInt8] { frame(first, Array(text.utf8)) }

/// A Close frame of ours.
private func close(_ code: UInt16, _ reason: String = "") -> [UInt8] {
    let payload = [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8)
    return [0x88, UInt8(payload.count)] + payload
}

@Suite struct WebSocketConnectionTests {
    @Test("messages go both ways between a client and a server, masked one way")
    func talks() {
        let server = End()
        let client = End(.client(masking: SeededGenerator(seed: 4)))
        client.act {
            $0.send(.text("héllo"), at: .zero)
            $0.send(.binary(ByteSlice([1, 2, 3])), at: .zero)
            $0.send(.text(""), at: .zero)
        }
        server.hear(client.said())
        #expect(server.happened() == ["text héllo", "binary [1, 2, 3]", "text "])
        server.act { $0.send(.text("back"), at: .zero) }
        #expect(server.sent == [0x81, 0x04] + Array("back".utf8))
        client.hear(server.said())
        #expect(client.happened() == ["text back"])
        client.act { $0.close(code: 4000, reason: "bye", at: .zero) }
        #expect(client.happened() == ["closed 4000"])
        server.hear(client.said())
        #expect(server.happened() == ["closed 4000", "end finished"])
        client.hear(server.said())
        #expect(client.happened() == ["end finished"])
    }

    @Test("fragments are joined, with a Ping answered between them")
    func joinsFragments() {
        let server = End()
        // The second byte of é comes in the next fragment.
        server.hear(frame(0x01, [0x61, 0xC3]) + frame(0x89, "now") + frame(0x00, [0xA9]) + frame(0x80, "!"))
        #expect(server.happened() == ["text aé!"])
        #expect(server.said() == [0x8A, 0x03] + Array("now".utf8))
    }

    @Test("bytes that drip in make the same messages")
    func drips() {
        let server = End()
        for byte in frame(0x81, "hello") + frame(0x02, "a") + frame(0x80, "b") + frame(0x8A) {
            server.hear([byte])
        }
        #expect(server.happened() == ["text hello", "binary [97, 98]"])
    }

    /// What a peer must not send, with the close code it gets and how the end is counted.
    static let broken: [([UInt8], UInt16, EndReason)] = [
        (frame(0xC1), 1002, .malformed),
        (frame(0x83), 1002, .malformed),
        ([0x81, 0x00], 1002, .malformed),
        (frame(0x80), 1002, .malformed),
        (frame(0x01) + frame(0x81), 1002, .malformed),
        (frame(0x09), 1002, .malformed),
        (frame(0x88, [3]), 1002, .malformed),
        (frame(0x88, [3, 0xED]), 1002, .malformed),
        (frame(0x88, [3, 0xEE]), 1002, .malformed),
        (frame(0x88, [3, 0xEC]), 1002, .malformed),
        (frame(0x88, [0, 0]), 1002, .malformed),
        (frame(0x88, [3, 0xE7]), 1002, .malformed),
        (frame(0x88, [3, 0xF7]), 1002, .malformed),
        (frame(0x88, [0x0B, 0xB7]), 1002, .malformed),
        (frame(0x88, [0x13, 0x88]), 1002, .malformed),
        (frame(0x88, [3, 0xE8, 0xFF]), 1007, .malformed),
        (frame(0x81, [0xFF]), 1007, .malformed),
        (frame(0x81, [0xC0, 0xAF]), 1007, .malformed),
        (frame(0x81, [0xED, 0xA0, 0x80]), 1007, .malformed),
        (frame(0x81, [0xC3]), 1007, .malformed),
        (frame(0x01, [0xC3]) + frame(0x80, [0x28]), 1007, .malformed),
        (frame(0x81, "a message that is too large"), 1009, .tooLarge),
        (frame(0x01, "a message ") + frame(0x80, "that is too large"), 1009, .tooLarge),
    ]

    @Test("what breaks the protocol closes with its code and ends the connection", arguments: broken)
    func fails(bytes: [UInt8], code: UInt16, reason: EndReason) {
        for pieces in [[bytes], bytes.map { [$0] }] {
            let server = End(largest: 20)
            for piece in pieces { server.hear(piece) }
            server.hear(frame(0x81, "more"))
            #expect(server.happened() == ["closed \(code)", "end \(reason)"])
            #expect(server.said().starts(with: [0x88]) && server.core.hasEnded)
            #expect(!server.core.wantsInput && server.core.nextDeadline == nil)
        }
        let server = End(largest: 20)
        server.hear(bytes)
        #expect(Array(server.said()[2..<4]) == [UInt8(code >> 8), UInt8(code & 255)])
    }

    // MARK: Closing

    @Test(
        "the peer's Close is answered with its code",
        arguments: [
            ([3, 0xE8] + Array("bye".utf8), 1000, [0x88, 2, 3, 0xE8]),
            ([3, 0xE9], 1001, [0x88, 2, 3, 0xE9]),
            ([], 1005, [0x88, 0]), ([0x0F, 0xA0], 4000, [0x88, 2, 0x0F, 0xA0]),
        ] as [([UInt8], UInt16, [UInt8])])
    func answersClose(payload: [UInt8], code: UInt16, answer: [UInt8]) {
        let server = End()
        server.hear(frame(0x88, payload) + frame(0x81, "late"))
        #expect(server.happened() == ["closed \(code)", "end finished"])
        #expect(server.said() == answer)
        server.act { $0.close(at: .zero) }
        server.act { $0.send(.text("late"), at: .zero) }
        #expect(server.happened() == [] && server.said() == [])
    }

    @Test("our Close is sent once, nothing behind it, and the peer's ends the socket")
    func closes() {
        let server = End()
        server.act { $0.close(code: 1008, reason: "go", at: .zero) }
        server.act { $0.close(at: .zero) }
        server.act { $0.send(.text("late"), at: .zero) }
        server.hear(frame(0x81, "crossed") + frame(0x89, "ping"))
        #expect(server.happened() == ["closed 1008"])
        #expect(server.said() == close(1008, "go"))
        server.hear(frame(0x88, [3, 0xE8]))
        #expect(server.happened() == ["end finished"] && server.said() == [])
    }

    @Test("a peer that does not answer our Close is given its time and no more")
    func boundsClosing() {
        let server = End()
        server.act { $0.close(at: .zero) }
        server.wait(.seconds(4))
        server.hear(frame(0x81, "still here"))
        #expect(server.happened() == ["closed 1000"])
        server.wait(.seconds(1))
        #expect(server.happened() == ["end finished"] && server.core.nextDeadline == nil)
    }

    @Test("nothing follows our Close, not even a Ping")
    func staysSilent() {
        var limits = WebSocketLimits()
        limits.closeTime = .seconds(100)
        let server = End(limits: limits)
        server.act { $0.close(at: .zero) }
        server.hear(frame(0x81, "still here"))
        _ = server.said()
        server.wait(.seconds(99))
        #expect(server.said() == [] && server.happened() == ["closed 1000"])
    }

    @Test("a long reason is cut between characters, a code that is never sent becomes 1000")
    func cutsReason() {
        let server = End()
        server.act { $0.close(code: 1006, reason: String(repeating: "é", count: 100), at: .zero) }
        #expect(server.said() == close(1000, String(repeating: "é", count: 61)))
        let other = End()
        other.act { $0.close(reason: "x" + String(repeating: "é", count: 61), at: .zero) }
        #expect(other.said() == close(1000, "x" + String(repeating: "é", count: 61)))
    }

    @Test("a peer that leaves without a word closes with 1006, once")
    func noticesLeaving() {
        let server = End()
        server.act { $0.handleEndOfInput(at: .zero) }
        server.act { $0.handleEndOfInput(at: .zero) }
        #expect(server.happened() == ["closed 1006", "end finished"] && server.said() == [])
        let closing = End()
        closing.act { $0.close(at: .zero) }
        closing.act { $0.handleEndOfInput(at: .zero) }
        #expect(closing.happened() == ["closed 1000", "end finished"])
    }

    @Test("a server that goes down says so")
    func drains() {
        let server = End()
        server.act { $0.drain(at: .zero) }
        #expect(server.happened() == ["closed 1001"] && server.said() == close(1001, "the server goes down"))
        server.wait(.seconds(5))
        #expect(server.happened() == ["end draining"])
    }

    // MARK: Peers that are gone, or slow

    private let ping: [UInt8] = [0x89, 0]

    @Test("a silent peer is pinged, and given up after two Pings that nothing answered")
    func noticesSilence() {
        let server = End()
        server.wait(.seconds(24))
        #expect(server.said() == [])
        server.wait(.seconds(1))
        #expect(server.said() == ping)
        server.wait(.seconds(25))
        #expect(server.said() == ping && server.happened() == [])
        server.wait(.seconds(25))
        #expect(server.said() == [] && server.happened() == ["closed 1006", "end tooSlow"])
    }

    @Test("any byte from the peer starts the count anew")
    func hearsAnswers() {
        let server = End()
        for _ in 0..<20 {
            server.wait(.seconds(49))
            server.hear(frame(0x8A))
        }
        #expect(server.happened() == [])
    }

    @Test("a peer that reads too slowly is closed with 1008, and what waited is dropped after a while")
    func closesSlowReader() {
        var limits = WebSocketLimits()
        limits.largestBacklog = 10_000
        let server = End(limits: limits)
        server.takes = false
        let message = WebSocketMessage.binary(ByteSlice([UInt8](repeating: 1, count: 5000)))
        var waits = 0
        server.act { waits = $0.send(message, at: .zero) }
        #expect(waits == 5004 && server.happened() == [])
        server.act { $0.send(message, at: .zero) }
        #expect(server.happened() == ["closed 1008"])
        let full = server.core.outbound.count
        server.act { waits = $0.send(message, at: .zero) }
        #expect(waits == full)
        server.wait(.seconds(5))
        #expect(server.happened() == ["end tooSlow"] && server.core.outbound.isEmpty)
        #expect(server.core.nextDeadline == nil)
    }

    @Test("a peer that floods with Pings and does not read is a slow reader")
    func boundsPongs() {
        var limits = WebSocketLimits()
        limits.largestBacklog = 10_000
        let server = End(limits: limits)
        server.takes = false
        for _ in 0..<1000 { server.hear(frame(0x89, "ping ping ping ping")) }
        #expect(server.happened() == ["closed 1008"] && server.core.outbound.count < 11_000)
    }

    @Test("what waits must leave in time, although the peer talks")
    func noticesStall() {
        let server = End()
        server.takes = false
        server.act { $0.send(.text("hello"), at: .zero) }
        for _ in 0..<2 {
            server.wait(.seconds(14))
            server.hear(frame(0x81, "x"))
        }
        server.act { core in
            core.outbound.removeFirst(6)
            core.handleSent(at: server.now)
        }
        server.wait(.seconds(2))
        #expect(server.happened() == ["text x", "text x", "closed 1006", "end tooSlow"])

        // Ten seconds behind all the time, and never empty.
        let moving = End()
        moving.takes = false
        moving.act { $0.send(.text("hello"), at: moving.now) }
        for _ in 0..<20 {
            moving.act { $0.send(.text("hello"), at: moving.now) }
            moving.wait(.seconds(10))
            moving.hear(frame(0x8A))
            moving.act { core in
                core.outbound.removeFirst(7)
                core.handleSent(at: moving.now)
            }
        }
        #expect(moving.happened() == [] && moving.core.outbound.count == 7)
    }

    // MARK: Anything

    @Test("damaged frames trap nothing, mean the same in pieces, and close the socket once")
    func mutated() {
        let samples = [
            frame(0x81, "hello") + frame(0x82, [1, 2, 3]) + frame(0x89, "p") + frame(0x88, [3, 0xE8]),
            frame(0x01, "a") + frame(0x00, "b") + frame(0x89) + frame(0x80, "c"),
            [0x82, 0xFE, 0x00, 0x80, 1, 2, 3, 4] + [UInt8](repeating: 7, count: 128) + frame(0x81, "x"),
            [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7],
        ]
        var generator = SeededGenerator(seed: 9)
        for damaged in Mutations(of: samples) {
            let (whole, parts) = (End(), End())
            whole.hear(damaged)
            var start = 0
            while start < damaged.count {
                let end = min(start + 1 + Int(generator.next() % 30), damaged.count)
                parts.hear(Array(damaged[start..<end]))
                start = end
            }
            for end in [whole, parts] { end.act { $0.handleEndOfInput(at: .zero) } }
            let (log, partLog) = (whole.happened(), parts.happened())
            let closes = log.count { $0.hasPrefix("closed") }
            guard log == partLog, whole.said() == parts.said(), closes == 1,
                log.last?.hasPrefix("end") == true
            else {
                Issue.record("\(damaged): \(log), \(partLog)")
                return
            }
        }
    }
}
