import Links
import Simulation
import Testing
import Timing

@Suite struct VirtualTimeTests {
    /// Sends a number each second and answers numbers with the next one.
    private final class Counter: EmulatedHost {
        let name: String
        let peer: String
        let period: Duration?
        var nextDeadline: Instant?
        var heard: [(UInt8, Instant)] = []
        private var outbox: [EmulatedDatagram<String>] = []

        init(_ name: String, peer: String, period: Duration?) {
            self.name = name
            self.peer = peer
            self.period = period
            nextDeadline = period.map { Instant.zero.advanced(by: $0) }
        }

        func receive(_ datagram: EmulatedDatagram<String>, at now: Instant) {
            heard.append((datagram.bytes[0], now))
            guard period == nil else { return }
            outbox.append(EmulatedDatagram([datagram.bytes[0] &+ 1], from: name, to: peer))
        }

        func handleTimeout(at now: Instant) {
            nextDeadline = period.map { now.advanced(by: $0) }
            outbox.append(EmulatedDatagram([10], from: name, to: peer))
        }

        func pollDatagram() -> EmulatedDatagram<String>? {
            outbox.isEmpty ? nil : outbox.removeFirst()
        }
    }

    @Test("hosts are woken at their deadlines and hear what was sent after its delay")
    func conversation() {
        let asking = Counter("a", peer: "b", period: .seconds(1))
        let answering = Counter("b", peer: "a", period: nil)
        var time = VirtualTime(
            EmulatedNetwork<String>(seed: 1, conditions: LinkConditions(delay: .milliseconds(20))))
        time.add(asking, at: ["a"])
        time.add(answering, at: ["b"])
        time.run(for: .seconds(600))
        #expect(answering.heard.count == 599)
        #expect(asking.heard.count == 599 && asking.heard.allSatisfy { $0.0 == 11 })
        #expect(asking.heard[0].1 == Instant.zero.advanced(by: .milliseconds(1040)))
        #expect(time.now == Instant.zero.advanced(by: .seconds(600)))
    }

    @Test("it stops as soon as what was waited for has come to be")
    func until() {
        let asking = Counter("a", peer: "b", period: .seconds(1))
        let answering = Counter("b", peer: "a", period: nil)
        var time = VirtualTime(EmulatedNetwork<String>(seed: 1))
        time.add(asking, at: ["a"])
        time.add(answering, at: ["b"])
        #expect(time.run(atMost: .seconds(60)) { asking.heard.count == 3 })
        #expect(asking.heard.count == 3 && time.now < Instant.zero.advanced(by: .seconds(4)))
        #expect(!time.run(atMost: .milliseconds(10)) { false })
    }

    @Test("a host that was taken away hears nothing any more")
    func removal() {
        let asking = Counter("a", peer: "b", period: .seconds(1))
        let answering = Counter("b", peer: "a", period: nil)
        var time = VirtualTime(EmulatedNetwork<String>(seed: 1))
        time.add(asking, at: ["a"])
        time.add(answering, at: ["b"])
        time.run(for: .milliseconds(2500))
        time.remove(at: "b")
        time.run(for: .seconds(10))
        #expect(answering.heard.count == 2 && asking.heard.count == 2)
    }
}
