import Bytes
import ICE
import Links
import Simulation
import Testing
import Timing

@Suite struct ConnectingTests {
    private let up = Path(local: Place.client, remote: Place.server)
    private let down = Path(local: Place.server, remote: Place.client)

    @Test("a full agent reaches a lite one in one round trip and nominates in the second")
    func lite() {
        let call = LiteCall.connected()
        #expect(
            call.server.instant(of: .selected(down, isNominated: false))
                == .zero.advanced(by: .milliseconds(30)))
        #expect(
            call.client.instant(of: .selected(up, isNominated: false))
                == .zero.advanced(by: .milliseconds(60)))
        let nominated = call.client.instant(of: .selected(up, isNominated: true)) ?? .distantFuture
        #expect(nominated <= .zero.advanced(by: .milliseconds(121)))
        #expect(call.server.agent.selectedPath == down && call.server.agent.isNominated)
    }

    @Test("two full agents reach each other, whoever controls", arguments: [false, true])
    func full(isCalleeControlling: Bool) {
        var call = FullCall(
            roles: isCalleeControlling ? (.controlled, .controlling) : (.controlling, .controlled))
        let isUp = call.connect()
        #expect(isUp && call.time.now < .zero.advanced(by: .milliseconds(300)))
        #expect(call.caller.agent.selectedPath == up && call.callee.agent.selectedPath == down)
        #expect(call.caller.agent.role == (isCalleeControlling ? .controlled : .controlling))
    }

    @Test(
        "a conflict of roles is settled, whichever both claim",
        arguments: [AgentRole.controlling, .controlled], 1...8 as ClosedRange<UInt64>)
    func conflict(role: AgentRole, seed: UInt64) {
        var call = FullCall(seed: seed, roles: (role, role))
        let isUp = call.connect()
        #expect(isUp && call.time.now < .zero.advanced(by: .seconds(2)))
        #expect(call.caller.agent.role != call.callee.agent.role)
    }

    @Test("a full agent that thinks it is controlled controls a lite one all the same")
    func wrongRole() {
        var call = LiteCall()
        call.client.agent.addRemote(Place.server, priority: Place.good)
        #expect(call.client.agent.role == .controlling)
        var stubborn = FullAgent(
            .controlled, Credentials(ufrag: "other", password: "a password of another peer"),
            using: &call.generator)
        stubborn.connect(to: call.server.agent.credentials, isLite: true, at: .zero)
        #expect(stubborn.role == .controlling)
    }

    @Test(
        "with 30 % of all packets lost both ways, agents find each other",
        arguments: 1...20 as ClosedRange<UInt64>)
    func loss(seed: UInt64) {
        let lossy = LinkConditions(delay: .milliseconds(30), loss: .random(0.3))
        var lite = LiteCall(seed: seed, lossy)
        lite.client.agent.addRemote(Place.server, priority: Place.good)
        let isLiteUp = lite.connect()
        var full = FullCall(seed: seed, lossy)
        let isFullUp = full.connect()
        #expect(isLiteUp && isFullUp)
    }

    @Test(
        "bursts, jitter, reordering and duplicates do not confuse agents",
        arguments: 1...20 as ClosedRange<UInt64>)
    func roughRoad(seed: UInt64) {
        let rough = LinkConditions(
            delay: .milliseconds(30), jitter: .milliseconds(50), loss: .bursts(average: 0.1, length: 4),
            duplication: 0.2, reordering: 0.3)
        var call = FullCall(seed: seed, rough)
        let isUp = call.connect()
        call.time.run(for: .seconds(60))
        #expect(isUp && call.caller.isConnected && call.callee.isConnected)
        #expect(call.caller.agent.selectedPath == up && call.callee.agent.selectedPath == down)
    }

    @Test("candidates that come after the start are checked at once")
    func trickle() {
        var call = LiteCall()
        call.time.run(for: .seconds(3))
        #expect(call.client.sent.isEmpty)
        call.client.agent.addRemote(Place.server, priority: Place.good)
        let isUp = call.connect()
        #expect(isUp && call.time.now < .zero.advanced(by: .milliseconds(3150)))
    }

    @Test("an agent that was told no address learns it from the checks it gets", arguments: [false, true])
    func peerReflexive(isControllingTold: Bool) {
        var call = FullCall(callerKnows: isControllingTold, calleeKnows: !isControllingTold)
        let isUp = call.connect()
        #expect(isUp && call.time.now < .zero.advanced(by: .milliseconds(400)))
        #expect(call.caller.agent.selectedPath == up && call.callee.agent.selectedPath == down)
    }

    @Test(
        "checks that come before the peer's credentials are answered, and checked in turn once those are known"
    )
    func earlyChecks() {
        var generator = SeededGenerator(seed: 4)
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        let caller = AgentHost(FullAgent(.controlling, ours, using: &generator))
        let callee = AgentHost(FullAgent(.controlled, theirs, using: &generator))
        caller.agent.addLocal(Place.client)
        callee.agent.addLocal(Place.server)
        caller.agent.addRemote(Place.server, priority: Place.good)
        caller.agent.connect(to: theirs, isLite: false, at: .zero)
        var time = VirtualTime(EmulatedNetwork<SocketAddress>(seed: 4, conditions: .usual))
        time.add(caller, at: [Place.client])
        time.add(callee, at: [Place.server])
        time.run(for: .seconds(1))
        #expect(caller.isConnected && !callee.isConnected)
        callee.agent.connect(to: ours, isLite: false, at: time.now)
        let isUp = time.run(atMost: .seconds(1)) { callee.isConnected }
        #expect(isUp && callee.agent.selectedPath == down)
    }

    @Test("what leads nowhere is left aside for what works, after a short wait")
    func deadCandidate() {
        var call = LiteCall()
        call.client.agent.addRemote(Place.nowhere, priority: Place.good)
        call.client.agent.addRemote(Place.server, priority: Place.poor)
        let isUp = call.connect()
        #expect(isUp && call.client.agent.selectedPath == up)
        #expect(call.time.now < .zero.advanced(by: .milliseconds(450)))
    }

    @Test("of two paths that work, the better one is nominated, though the other was first")
    func betterPath() {
        var call = LiteCall()
        call.time.add(call.server, at: [Place.home])
        call.time.network.set(
            LinkConditions(delay: .milliseconds(90)), between: Place.client, and: Place.home)
        call.client.agent.addRemote(Place.server, priority: Place.poor)
        call.client.agent.addRemote(Place.home, priority: Place.good)
        let isUp = call.connect()
        #expect(isUp && call.client.agent.selectedPath?.remote == Place.home)
        #expect(call.server.agent.selectedPath?.local == Place.home)
        #expect(call.client.events.first?.event == .selected(up, isNominated: false))
    }

    @Test("IPv6 is checked from IPv6, and IPv4 from IPv4")
    func families() {
        var call = LiteCall()
        call.client.agent.addLocal(Place.clientV6)
        call.time.add(call.client, at: [Place.clientV6])
        call.time.add(call.server, at: [Place.serverV6])
        call.client.agent.addRemote(Place.serverV6, priority: Place.good)
        let isUp = call.connect()
        #expect(isUp && call.client.agent.selectedPath == Path(local: Place.clientV6, remote: Place.serverV6))
        #expect(call.client.sent.allSatisfy { $0.path.local == Place.clientV6 })
    }

    @Test("who reaches nobody says so in the end, and why is known")
    func unreachable() {
        var call = LiteCall()
        call.client.agent.addRemote(Place.nowhere, priority: Place.good)
        call.time.run(for: .seconds(60))
        #expect(call.client.instant(of: .neverConnected) == .zero.advanced(by: .milliseconds(39_500)))
        #expect(call.server.instant(of: .neverConnected) == .zero.advanced(by: .seconds(30)))
        #expect(call.server.agent.lastFailure == nil)
    }

    @Test("who uses a wrong password reaches nobody, and the server knows why")
    func wrongPassword() {
        var call = LiteCall()
        let wrong = Credentials(
            ufrag: call.server.agent.credentials.ufrag, password: "something else entirely")
        call.client.agent.connect(to: wrong, isLite: true, at: .zero)
        call.client.agent.addRemote(Place.server, priority: Place.good)
        call.time.run(for: .seconds(31))
        #expect(call.server.events.map(\.event) == [.neverConnected] && call.server.sent.isEmpty)
        #expect(call.server.agent.counters.wrongPassword > 3)
        #expect(call.server.agent.lastFailure?.path == down)
    }

    @Test("the same seed gives the same packets")
    func determinism() {
        func transcript(_ seed: UInt64) -> [[UInt8]] {
            var call = FullCall(seed: seed, LinkConditions(delay: .milliseconds(20), loss: .random(0.3)))
            call.time.run(for: .seconds(60))
            return call.caller.sent.map(\.bytes) + call.callee.sent.map(\.bytes)
        }
        #expect(transcript(1) == transcript(1))
        #expect(transcript(1) != transcript(2))
    }
}
