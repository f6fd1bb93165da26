import Bytes
import Simulation
import Testing
import Timing

@testable import ICE

@Suite struct FullAgentTests {
    private static let ours = Credentials(ufrag: "ours", password: "our password, long enough")
    private static let theirs = Credentials(ufrag: "theirs", password: "their password, long enough")
    private static let here = SocketAddress(IPAddress(v4: 0xC0A8_0102), port: 1)
    private static let there = SocketAddress(IPAddress(v4: 0xC0A8_0103), port: 2)
    private static let path = Path(local: here, remote: there)

    private static func agent(_ role: AgentRole = .controlling, remotes: Int = 1) -> FullAgent {
        var generator = SeededGenerator(seed: 8)
        var agent = FullAgent(role, ours, using: &generator)
        agent.addLocal(here)
        for index in 0..<remotes {
            agent.addRemote(there.with(port: there.port + UInt16(index)), priority: 1000 - UInt32(index))
        }
        agent.connect(to: theirs, isLite: false, at: .zero)
        return agent
    }

    /// What the agent sends at `now`, and tells.
    private func drain(_ agent: inout FullAgent) -> (sent: [([UInt8], Path)], events: [AgentEvent]) {
        var result: (sent: [([UInt8], Path)], events: [AgentEvent]) = ([], [])
        while let output = agent.pollOutput() {
            switch output {
            case .transmit(let bytes, let path): result.sent.append((bytes, path))
            case .event(let event): result.events.append(event)
            }
        }
        return result
    }

    /// The peer's answer to a check of ours.
    private func answer(_ check: [UInt8], password: String = theirs.password) throws -> [UInt8] {
        let content = try #require(MessageContent(check))
        var writer = STUNWriter(.success, content.transaction)
        writer.write(mapped: Self.here)
        return writer.sealed(with: password)
    }

    private func time(_ milliseconds: Int) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    @Test("RFC 8445 §7.2.2: a check names both, its priority as peer-reflexive and its role, and is proven")
    func check() throws {
        var agent = Self.agent()
        agent.handleTimeout(at: .zero)
        let sent = drain(&agent).sent
        let check = try #require(sent.first.flatMap { MessageContent($0.0) })
        #expect(sent.count == 1 && sent[0].1 == Self.path)
        #expect(check.username == "theirs:ours" && check.priority == 110 << 24 | 0xFF_FFFF)
        #expect(check.roleClaim?.role == .controlling && !check.usesCandidate)
        #expect(check.hasValidFingerprint && isIntact(sent[0].0, password: Self.theirs.password))
    }

    @Test("new checks leave 50 ms apart, the best pair first")
    func pace() {
        var agent = Self.agent(remotes: 5)
        var ports: [UInt16] = []
        for milliseconds in stride(from: 0, to: 250, by: 10) {
            agent.handleTimeout(at: time(milliseconds))
            let sent = drain(&agent).sent
            #expect(sent.count == (milliseconds % 50 == 0 ? 1 : 0))
            ports += sent.map(\.1.remote.port)
        }
        #expect(ports == [2, 3, 4, 5, 6])
    }

    @Test("the peer's addresses are bounded, and each is taken once")
    func bounds() {
        var agent = Self.agent(remotes: 50)
        agent.addRemote(Self.there, priority: 1)
        #expect(agent.checks.pairs.count == 32)
    }

    @Test("an answer that the peer's password did not make, or to nothing asked, is as if it never came")
    func strayAnswers() throws {
        var agent = Self.agent()
        agent.handleTimeout(at: .zero)
        let check = try #require(drain(&agent).sent.first).0
        agent.handle(try answer(check, password: "guessed"), on: Self.path, at: time(1))
        agent.handle(Vectors.responseV4, on: Self.path, at: time(1))
        #expect(agent.counters.strayResponses == 2 && agent.selectedPath == nil)
        agent.handle(try answer(check), on: Self.path, at: time(2))
        #expect(drain(&agent).events == [.selected(Self.path, isNominated: false)])
    }

    @Test("an answer from another address than was asked fails the pair")
    func asymmetric() throws {
        var agent = Self.agent()
        agent.handleTimeout(at: .zero)
        let check = try #require(drain(&agent).sent.first).0
        agent.handle(
            try answer(check), on: Path(local: Self.here, remote: Self.there.with(port: 9)), at: time(1))
        #expect(agent.selectedPath == nil && agent.checks.pairs[0].state == .failed)
    }

    @Test("the controlling agent nominates by a second check, and asks for consent nominating")
    func nomination() throws {
        var agent = Self.agent()
        agent.handleTimeout(at: .zero)
        let first = try #require(drain(&agent).sent.first).0
        agent.handle(try answer(first), on: Self.path, at: time(60))
        _ = drain(&agent)
        #expect(agent.nextDeadline == time(50))
        agent.handleTimeout(at: time(60))
        let second = try #require(drain(&agent).sent.first).0
        #expect(try #require(MessageContent(second)).usesCandidate)
        agent.handle(try answer(second), on: Self.path, at: time(120))
        #expect(drain(&agent).events == [.selected(Self.path, isNominated: true)])
        let deadline = try #require(agent.nextDeadline)
        #expect(deadline >= time(4060) && deadline <= time(6060))
        agent.handleTimeout(at: deadline)
        let consent = try #require(drain(&agent).sent.first).0
        #expect(try #require(MessageContent(consent)).usesCandidate)
        let transactions = try [first, second, consent].map { try #require(MessageContent($0)).transaction }
        #expect(Set(transactions).count == 3)
    }

    /// A check of the peer's.
    private func inbound(nominating: Bool = false, role: AgentRole, tieBreaker: UInt64 = 0) -> [UInt8] {
        var writer = STUNWriter(.request, TransactionID(high: 1, low: 1))
        writer.write(username: Self.ours.ufrag, Self.theirs.ufrag)
        writer.write(priority: 500)
        writer.write(RoleClaim(role: role, tieBreaker: tieBreaker))
        if nominating { writer.writeUseCandidate() }
        return writer.sealed(with: Self.ours.password)
    }

    @Test("the controlled agent takes a nominated pair once its own check of it succeeded")
    func controlled() throws {
        var agent = Self.agent(.controlled, remotes: 0)
        agent.handle(inbound(nominating: true, role: .controlling), on: Self.path, at: .zero)
        #expect(drain(&agent).events == [] && agent.selectedPath == nil)
        agent.handleTimeout(at: .zero)
        let check = try #require(drain(&agent).sent.first).0
        #expect(try !#require(MessageContent(check)).usesCandidate)
        agent.handle(try answer(check), on: Self.path, at: time(1))
        #expect(drain(&agent).events == [.selected(Self.path, isNominated: true)])
    }

    @Test(
        "RFC 8445 §7.3.1.1: of two that claim one role the larger number controls",
        arguments: [
            (AgentRole.controlling, 0, 487, AgentRole.controlling),
            (.controlling, UInt64.max, nil, .controlled),
            (.controlled, 0, nil, .controlling), (.controlled, UInt64.max, 487, .controlled),
        ] as [(AgentRole, UInt64, UInt16?, AgentRole)])
    func conflict(role: AgentRole, number: UInt64, code: UInt16?, result: AgentRole) throws {
        var agent = Self.agent(role)
        agent.handle(inbound(role: role, tieBreaker: number), on: Self.path, at: .zero)
        let sent = try #require(drain(&agent).sent.first)
        #expect(try #require(MessageContent(sent.0)).errorCode == code)
        #expect(agent.role == result)
    }

    @Test("a check by TCP is framed like any datagram and never sent twice")
    func connection() throws {
        let path = Path(local: Self.here, remote: Self.there, transport: .tcp(connection: 4))
        var agent = Self.agent(remotes: 0)
        var server = LiteAgent(Self.theirs, at: .zero)
        agent.addConnection(path, localPriority: 1, remotePriority: 1)
        var now = Instant.zero
        var checks = 0
        while !server.isNominated, checks < 10 {
            now = max(now, try #require(agent.nextDeadline))
            agent.handleTimeout(at: now)
            for (check, used) in drain(&agent).sent {
                checks += 1
                #expect(used == path)
                for frame in try sent(check, by: 7) {
                    server.handle(
                        frame, on: Path(local: Self.there, remote: Self.here, transport: path.transport),
                        at: now)
                }
            }
            while let output = server.pollOutput() {
                guard case .transmit(let answer, _) = output else { continue }
                for frame in try sent(answer, by: 100) { agent.handle(frame, on: path, at: now) }
            }
        }
        #expect(server.isNominated && agent.isNominated && checks == 2)
        var silent = Self.agent(remotes: 0)
        silent.addConnection(path, localPriority: 1, remotePriority: 1)
        for second in 0..<39 { silent.handleTimeout(at: time(1000 * second)) }
        #expect(drain(&silent).sent.count == 1)
        silent.drop(path, at: now)
        #expect(silent.checks.pairs.isEmpty && silent.open.isEmpty)
    }

    /// What comes out of a TCP connection that a datagram went into, in pieces of `size` octets.
    private func sent(_ datagram: [UInt8], by size: Int) throws -> [[UInt8]] {
        var stream: [UInt8] = []
        let isTaken = StreamFrames.append(datagram.bytes, to: &stream)
        #expect(isTaken)
        var frames = StreamFrames()
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            let piece = Array(stream[start..<min(start + size, stream.count)])
            var reader = ByteReader(piece.bytes)
            while frames.take(from: &reader) { found.append([UInt8](frames.frame)) }
        }
        return found
    }

    @Test("a closed agent neither answers nor asks")
    func closed() {
        var agent = Self.agent()
        agent.close()
        agent.handle(inbound(role: .controlled), on: Self.path, at: .zero)
        agent.handleTimeout(at: .zero)
        #expect(agent.pollOutput() == nil && agent.nextDeadline == nil)
    }

    @Test("damaged messages trap nothing and select nothing")
    func mutations() throws {
        var agent = Self.agent()
        agent.handleTimeout(at: .zero)
        let check = try #require(drain(&agent).sent.first).0
        let good = [
            try answer(check), inbound(role: .controlled), inbound(nominating: true, role: .controlled),
        ]
        for datagram in Mutations(of: good) where !good.contains(datagram) {
            agent.handle(datagram, on: Self.path, at: .zero)
        }
        #expect(agent.selectedPath == nil && agent.counters.answered == 0)
    }
}
