import Bytes
import ICE
import Links
import Simulation
import Testing
import Timing

/// Addresses that the scenarios use.
enum Place {
    static let server = SocketAddress(IPAddress(v4: 0xC633_6401), port: 8189)  // 198.51.100.1
    static let client = SocketAddress(IPAddress(v4: 0xC0A8_0102), port: 50_000)  // 192.168.1.2
    static let home = SocketAddress(IPAddress(v4: 0xCB00_7101), port: 61_000)  // 203.0.113.1
    static let mobile = SocketAddress(IPAddress(v4: 0xCB00_7163), port: 62_000)  // 203.0.113.99
    static let nowhere = SocketAddress(IPAddress(v4: 0xC000_0201), port: 9)  // 192.0.2.1
    static let serverV6 = SocketAddress(IPAddress(high: 0x2001_0DB8_0000_0000, low: 1), port: 8189)
    static let clientV6 = SocketAddress(IPAddress(high: 0x2001_0DB8_0000_0001, low: 2), port: 50_000)

    static let good = CandidatePriority.priority(of: .host)
    static let poor = CandidatePriority.priority(of: .host, localPreference: 1)
}

/// What a road looks like on most days: 30 ms each way.
extension LinkConditions {
    static let usual = LinkConditions(delay: .milliseconds(30))
}

/// A full agent at `Place.client` and a lite one at `Place.server`.
struct LiteCall {
    var time: VirtualTime<SocketAddress>
    let client: AgentHost<FullAgent>
    let server: AgentHost<LiteAgent>
    var generator: SeededGenerator

    /// Both are there and know each other's credentials; the client has yet to be told where the server is.
    init(seed: UInt64 = 1, _ conditions: LinkConditions = .usual) {
        generator = SeededGenerator(seed: seed)
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        server = AgentHost(LiteAgent(theirs, remoteUfrag: ours.ufrag, at: .zero))
        client = AgentHost(FullAgent(.controlling, ours, using: &generator))
        client.agent.addLocal(Place.client)
        client.agent.connect(to: theirs, isLite: true, at: .zero)
        time = VirtualTime(EmulatedNetwork(seed: seed, conditions: conditions))
        time.add(client, at: [Place.client])
        time.add(server, at: [Place.server])
    }

    /// A call that is up.
    static func connected(seed: UInt64 = 1, _ conditions: LinkConditions = .usual) -> LiteCall {
        var call = LiteCall(seed: seed, conditions)
        call.client.agent.addRemote(Place.server, priority: Place.good)
        let isUp = call.connect()
        #expect(isUp)
        return call
    }

    /// Runs until both sides have a nominated path.
    mutating func connect(atMost limit: Duration = .seconds(39)) -> Bool {
        let (client, server) = (client, server)
        return time.run(atMost: limit) { client.isConnected && server.isConnected }
    }

    /// Gives both sides new credentials, as signaling does.
    mutating func restart() {
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        server.agent.restart(with: theirs, remoteUfrag: ours.ufrag)
        client.agent.restart(with: ours)
        client.agent.addRemote(Place.server, priority: Place.good)
        client.agent.connect(to: theirs, isLite: true, at: time.now)
    }
}

/// Two full agents, the caller at `Place.client`, the callee at `Place.server`.
struct FullCall {
    var time: VirtualTime<SocketAddress>
    let caller: AgentHost<FullAgent>
    let callee: AgentHost<FullAgent>
    var generator: SeededGenerator

    /// Both know each other's credentials, and addresses when told so.
    init(
        seed: UInt64 = 1, _ conditions: LinkConditions = .usual,
        roles: (AgentRole, AgentRole) = (.controlling, .controlled),
        callerKnows: Bool = true, calleeKnows: Bool = true
    ) {
        generator = SeededGenerator(seed: seed)
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        caller = AgentHost(FullAgent(roles.0, ours, using: &generator))
        callee = AgentHost(FullAgent(roles.1, theirs, using: &generator))
        caller.agent.addLocal(Place.client)
        callee.agent.addLocal(Place.server)
        caller.agent.connect(to: theirs, isLite: false, at: .zero)
        callee.agent.connect(to: ours, isLite: false, at: .zero)
        if callerKnows { caller.agent.addRemote(Place.server, priority: Place.good) }
        if calleeKnows { callee.agent.addRemote(Place.client, priority: Place.good) }
        time = VirtualTime(EmulatedNetwork(seed: seed, conditions: conditions))
        time.add(caller, at: [Place.client])
        time.add(callee, at: [Place.server])
    }

    /// Runs until both sides have a nominated path.
    mutating func connect(atMost limit: Duration = .seconds(39)) -> Bool {
        let (caller, callee) = (caller, callee)
        return time.run(atMost: limit) { caller.isConnected && callee.isConnected }
    }

    /// Gives both sides new credentials, as signaling does.
    mutating func restart() {
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        caller.agent.restart(with: ours)
        callee.agent.restart(with: theirs)
        caller.agent.addRemote(Place.server, priority: Place.good)
        callee.agent.addRemote(Place.client, priority: Place.good)
        caller.agent.connect(to: theirs, isLite: false, at: time.now)
        callee.agent.connect(to: ours, isLite: false, at: time.now)
    }
}
