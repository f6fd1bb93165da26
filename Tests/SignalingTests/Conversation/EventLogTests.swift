import Platform
import Simulation
import Testing

@testable import Signaling

struct EventLogTests {
    private func entry(_ body: String, _ topic: ServerMessage.Topic? = nil) -> EventLog.Entry {
        EventLog.Entry(request: nil, body: "\"type\":\"\(body)\"}", topic: topic)
    }

    /// Acknowledges; expectations cannot change what they look at.
    private func acknowledged(_ number: Int, in log: inout EventLog) -> Bool { log.acknowledge(number) }

    @Test("messages are numbered as they leave, and leave once")
    func numbers() {
        var log = EventLog()
        log.append(entry("a"))
        log.append(EventLog.Entry(request: 7, body: "\"type\":\"b\"}", topic: nil))
        let sent = log.takeSendable()
        #expect(
            sent == ["{\"seq\":1,\"type\":\"a\"}", "{\"seq\":2,\"re\":7,\"type\":\"b\"}"])
        let more = log.takeSendable()
        #expect(more == [])
        #expect(log.lastSent == 2)
    }

    @Test("what was missed is what was sent and not seen")
    func missed() {
        var log = EventLog()
        for body in ["a", "b", "c"] { log.append(entry(body)) }
        let sent = log.takeSendable()
        #expect(acknowledged(1, in: &log))
        let missed = [1, 3, 2, 4].map { log.missed(after: $0) }
        #expect(missed == [Array(sent[1...]), [], nil, nil])
        #expect(!acknowledged(4, in: &log))
    }

    @Test("a full window holds messages back until some are acknowledged")
    func window() {
        var log = EventLog()
        for number in 0..<EventLog.window + 10 { log.append(entry("m\(number)")) }
        let first = log.takeSendable()
        #expect(first.count == EventLog.window)
        #expect(log.isStalled)
        #expect(acknowledged(10, in: &log))
        let more = log.takeSendable()
        #expect(more.count == 10)
        #expect(!log.isStalled)
    }

    @Test("behind a full window the last word on a topic replaces those before it")
    func topics() {
        var log = EventLog()
        for _ in 0..<EventLog.window { log.append(entry("x")) }
        _ = log.takeSendable()
        for number in 0..<1000 {
            log.append(entry("viewers\(number)", .viewers))
            log.append(entry("speakers\(number)", .speakers))
        }
        #expect(!log.isOverfull)
        #expect(acknowledged(EventLog.window, in: &log))
        let sent = log.takeSendable()
        #expect(sent.count == 2)
        #expect(sent.first?.hasSuffix("\"viewers999\"}") == true)
        #expect(sent.last?.hasSuffix("\"speakers999\"}") == true)
    }

    @Test("what cannot be replaced piles up to a bound")
    func bound() {
        var log = EventLog()
        var count = 0
        while !log.isOverfull, count < 10_000 {
            log.append(entry("x"))
            _ = log.takeSendable()
            count += 1
        }
        #expect(count == EventLog.window + EventLog.capacity + 1)
        var large = EventLog()
        large.append(entry(String(repeating: "x", count: EventLog.byteLimit)))
        #expect(large.isOverfull)
    }

    @Test("whatever is lost and seen, a client gets each message once, in order", arguments: 0..<20)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var log = EventLog()
        var (seen, appended) = (0, 0)
        var wire: [String] = []
        for _ in 0..<2000 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                log.append(entry("m"))
                appended += 1
                wire += log.takeSendable()
            case 2 where !wire.isEmpty:
                seen += 1
                let text = wire.removeFirst()
                #expect(text.hasPrefix("{\"seq\":\(seen),"))
            case 3: #expect(acknowledged(seen, in: &log))
            case 4:
                // The socket is cut: what was under way is lost.
                wire = log.missed(after: seen) ?? ["lost"]
                wire += log.takeSendable()
            default: break
            }
        }
        #expect(seen <= appended)
    }
}
