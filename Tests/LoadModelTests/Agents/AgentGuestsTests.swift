import Bytes
import HTTP
import Testing
import Timing

@testable import LoadModel

/// An agent and those who come to it, without connections.
@Suite struct AgentGuestsTests {
    private static let task = AgentTask(
        scenario: ConductorTests.scenario, part: 0, parts: 1, start: WallClock(nanoseconds: 1),
        ahead: .zero)

    /// What an agent wants done, messages by their type.
    private func outputs(_ guests: inout AgentGuests) -> [String] {
        var outputs: [String] = []
        while let output = guests.pollOutput() {
            switch output {
            case .send(let bytes, let guest):
                var stream = AgentStream()
                stream.receive(bytes.bytes)
                let message = stream.next().map { JSONText($0).bytes }
                guard let message, case .success(let json) = JSONReader.read(message) else {
                    return ["no message"]
                }
                outputs.append("\(json["type"]?.string ?? "") to \(guest)")
            case .close(let guest): outputs.append("close \(guest)")
            case .run: outputs.append("run")
            case .stop: outputs.append("stop")
            }
        }
        return outputs
    }

    private func say(_ message: AgentMessage, _ guests: inout AgentGuests, as guest: Int) {
        guests.handle(AgentStream.bytes(of: message).bytes, from: guest, wall: WallClock(nanoseconds: 0))
    }

    @Test("who conducts hears of the run, and others that it is going on")
    func run() {
        var guests = AgentGuests(name: "agent")
        let (one, other) = (guests.add(), guests.add())
        #expect(outputs(&guests) == ["hello to 1", "hello to 2"])
        say(.run(Self.task), &guests, as: one)
        say(.run(Self.task), &guests, as: other)
        say(.stop, &guests, as: other)
        #expect(outputs(&guests) == ["run", "refusal to 2"])
        guests.tell { $0.tell(Moment(second: 1)) }
        say(.stop, &guests, as: one)
        guests.tell { $0.finish(RunFigures()) }
        guests.finish()
        #expect(outputs(&guests) == ["standing to 1", "stop", "result to 1"])
        say(.run(Self.task), &guests, as: other)
        #expect(outputs(&guests) == ["run"])
    }

    @Test("who comes when a conductor has gone hears nothing of its run, and may have one after it")
    func gone() {
        var guests = AgentGuests(name: "agent")
        let one = guests.add()
        say(.run(Self.task), &guests, as: one)
        guests.remove(one)
        guests.remove(one)
        let other = guests.add()
        #expect(outputs(&guests) == ["hello to 1", "run", "stop", "hello to \(other)"])
        guests.tell { $0.tell(Moment(second: 1)) }
        say(.run(Self.task), &guests, as: other)
        guests.tell { $0.finish(RunFigures()) }
        guests.finish()
        #expect(outputs(&guests) == ["refusal to \(other)"])
        say(.run(Self.task), &guests, as: other)
        #expect(outputs(&guests) == ["run"])
    }

    @Test("who says what no conductor says is sent away")
    func foreign() {
        var guests = AgentGuests(name: "agent")
        let guest = guests.add()
        say(.refusal("no"), &guests, as: guest)
        #expect(outputs(&guests) == ["hello to 1", "close 1"])
    }
}
