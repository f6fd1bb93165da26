import Bytes
import Simulation
import Testing
import Timing

@testable import ICE

@Suite struct LiteAgentTests {
    private static let ours = Credentials(ufrag: "serverAB", password: "a password of ours, long enough")
    private static let fresh = Credentials(ufrag: "serverCD", password: "another password of ours, as long")
    private static let start = Instant(nanoseconds: 1_000_000_000_000)

    private static func path(_ port: UInt16, _ address: IPAddress = IPAddress(v4: 0xCB00_7109)) -> Path {
        Path(local: SocketAddress(.anyV6, port: 8189), remote: SocketAddress(address, port: port))
    }

    private static func agent(from remote: String? = nil) -> LiteAgent {
        LiteAgent(ours, remoteUfrag: remote, at: start)
    }

    /// A check as a browser sends it.
    private static func check(
        nominating: Bool = false, for credentials: Credentials = ours, from sender: String = "peer",
        role: AgentRole = .controlling, number: UInt64 = 1, also write: (inout STUNWriter) -> Void = { _ in }
    ) -> [UInt8] {
        var writer = STUNWriter(.request, TransactionID(high: 0, low: number))
        writer.write(username: credentials.ufrag, sender)
        writer.write(priority: 0x6E00_01FF)
        writer.write(RoleClaim(role: role, tieBreaker: 1))
        if nominating { writer.writeUseCandidate() }
        write(&writer)
        return writer.sealed(with: credentials.password)
    }

    @Test(
        "a right check is answered with the address it came from, proven, and no larger",
        arguments: [false, true])
    func answer(isV6: Bool) throws {
        var agent = Self.agent(from: "peer")
        let path = Self.path(50_000, isV6 ? .loopbackV6 : .loopbackV4)
        let check = Self.check()
        let isRight = agent.handle(check, on: path, at: Self.start)
        #expect(isRight)
        guard case .transmit(let bytes, path)? = agent.pollOutput() else {
            Issue.record("no answer")
            return
        }
        let answer = try #require(MessageContent(bytes))
        #expect(answer.kind == .success && answer.mappedAddress == path.remote)
        #expect(answer.hasValidFingerprint && isIntact(bytes, password: Self.ours.password))
        #expect(bytes.count <= check.count)
        #expect(agent.pollOutput() == .event(.selected(path, isNominated: false)))
        #expect(agent.pollOutput() == nil)
        #expect(agent.counters.answered == 1)
    }

    /// The events after one datagram, answers left out.
    private func events(_ agent: inout LiteAgent, _ datagram: [UInt8], _ path: Path, at now: Instant = start)
        -> [AgentEvent]
    {
        agent.handle(datagram, on: path, at: now)
        return drain(&agent).events
    }

    private func drain(_ agent: inout LiteAgent) -> (answers: [[UInt8]], events: [AgentEvent]) {
        var result: (answers: [[UInt8]], events: [AgentEvent]) = ([], [])
        while let output = agent.pollOutput() {
            switch output {
            case .transmit(let bytes, _): result.answers.append(bytes)
            case .event(let event): result.events.append(event)
            }
        }
        return result
    }

    @Test("what is not proven gets no answer, is counted, and is remembered for the operator")
    func silence() {
        let path = Self.path(1)
        let wrongPassword = Self.check(for: Credentials(ufrag: Self.ours.ufrag, password: "guessed"))
        var damaged = Self.check()
        damaged[damaged.count - 1] ^= 1
        let table: [([UInt8], CheckFailure.Reason)] = [
            (wrongPassword, .wrongPassword), (damaged, .malformed), ([0, 1, 2], .malformed),
            (Vectors.longTermRequest, .malformed),
            (Self.check(for: Self.fresh), .wrongUsername), (Self.check(from: "stranger"), .wrongUsername),
        ]
        for (datagram, reason) in table {
            var agent = Self.agent(from: "peer")
            let isRight = agent.handle(datagram, on: path, at: Self.start)
            #expect(!isRight && agent.pollOutput() == nil)
            #expect(agent.lastFailure == CheckFailure(reason: reason, path: path, instant: Self.start))
            var counted = CheckCounters()
            counted.count(reason)
            #expect(agent.counters == counted && agent.selectedPath == nil)
        }
    }

    @Test("indications keep a port open and get no answer; responses are strays")
    func otherKinds() {
        var agent = Self.agent()
        let indication = STUNWriter(.indication, TransactionID(high: 0, low: 0)).sealed(with: "x")
        agent.handle(indication, on: Self.path(1), at: Self.start)
        #expect(agent.pollOutput() == nil && agent.counters == CheckCounters())
        agent.handle(Vectors.responseV4, on: Self.path(1), at: Self.start)
        #expect(agent.pollOutput() == nil && agent.counters.strayResponses == 1)
    }

    @Test("an attribute that must be known is refused with 420 and named, whoever proved the check")
    func unknownAttribute() throws {
        var agent = Self.agent()
        // An attribute 0x0003 by the back door: PRIORITY's type overwritten, then sealed again.
        var check = Self.check()
        let body = Array(check[..<(check.count - 32)])
        let offset = try #require(body.indices.first { body[$0...].starts(with: [0, 0x24, 0, 4]) })
        check = resealed(body, replacing: offset, password: Self.ours.password)
        agent.handle(check, on: Self.path(1), at: Self.start)
        let (answers, events) = drain(&agent)
        let answer = try #require(answers.first.flatMap { MessageContent($0) })
        #expect(answer.kind == .error && answer.errorCode == 420 && answer.hasValidFingerprint)
        #expect(answers[0].count <= check.count && isIntact(answers[0], password: Self.ours.password))
        #expect(Array(answers[0][28..<36]) == [0, 0x0A, 0, 2, 0, 3, 0, 0])
        #expect(events.isEmpty && agent.counters.unknownAttributes == 1)
    }

    /// The message with the attribute type at `offset` made 3, proven again.
    private func resealed(_ body: [UInt8], replacing offset: Int, password: String) -> [UInt8] {
        var bytes = body
        bytes[offset + 1] = 3
        bytes[3] = UInt8(bytes.count - 20 + 24)
        bytes += [0, 8, 0, 20] + MessageIntegrity.code(for: bytes.bytes, password: password)
        bytes[3] += 8
        let fingerprint = Fingerprint(of: bytes.bytes).value
        return bytes + [0x80, 0x28, 0, 4] + (0..<4).map { UInt8(fingerprint >> (24 - 8 * UInt32($0)) & 255) }
    }

    @Test("a peer that claims our role is told 487 and selects nothing")
    func roleConflict() throws {
        var agent = Self.agent()
        agent.handle(Self.check(role: .controlled), on: Self.path(1), at: Self.start)
        let (answers, events) = drain(&agent)
        #expect(try #require(answers.first.flatMap { MessageContent($0) }).errorCode == 487)
        #expect(events.isEmpty && agent.selectedPath == nil)
    }

    @Test("an answer that would be larger than the check is not given")
    func tooSmall() {
        var writer = STUNWriter(.request, TransactionID(high: 0, low: 1))
        writer.write(username: Self.ours.ufrag, "")
        let check = writer.sealed(with: Self.ours.password)
        var agent = Self.agent()
        #expect(events(&agent, check, Self.path(1, .loopbackV6)) == [])
        #expect(agent.counters.tooSmall == 1 && agent.selectedPath == nil)
        // For IPv4 the answer is twelve octets shorter.
        #expect(events(&agent, check, Self.path(1)).count == 1)
    }

    @Test("the first right path carries answers, the nominated one everything, the latest nomination counts")
    func selection() {
        var agent = Self.agent()
        let a = Self.path(1), b = Self.path(2), c = Self.path(3)
        #expect(events(&agent, Self.check(), a) == [.selected(a, isNominated: false)])
        #expect(events(&agent, Self.check(), b) == [])
        #expect(events(&agent, Self.check(nominating: true), b) == [.selected(b, isNominated: true)])
        #expect(events(&agent, Self.check(nominating: true), b) == [])
        #expect(events(&agent, Self.check(), b) == [])
        #expect(events(&agent, Self.check(), a) == [])
        #expect(events(&agent, Self.check(nominating: true), c) == [.selected(c, isNominated: true)])
        #expect(agent.selectedPath == c && agent.isNominated)
    }

    @Test("the first path is nominated where it is")
    func nominatedInPlace() {
        var agent = Self.agent()
        let a = Self.path(1)
        #expect(events(&agent, Self.check(), a) == [.selected(a, isNominated: false)])
        #expect(events(&agent, Self.check(nominating: true), a) == [.selected(a, isNominated: true)])
    }

    @Test("consent lasts 30 s from the last right check on the selected path, and no longer")
    func consent() {
        var agent = Self.agent()
        let a = Self.path(1)
        _ = events(&agent, Self.check(nominating: true), a)
        var now = Self.start
        for _ in 0..<10 {
            now = now.advanced(by: .seconds(29))
            _ = events(&agent, Self.check(), a, at: now)
        }
        // Another path, and what is not proven, are no consent for this one.
        _ = events(&agent, Self.check(), Self.path(2), at: now.advanced(by: .seconds(20)))
        _ = events(
            &agent, Self.check(for: Credentials(ufrag: "serverAB", password: "guess")), a,
            at: now.advanced(by: .seconds(20)))
        let end = now.advanced(by: .seconds(30))
        #expect(agent.nextDeadline == end)
        agent.handleTimeout(at: end.advanced(by: .nanoseconds(-1)))
        #expect(agent.pollOutput() == nil && !agent.isDead)
        agent.handleTimeout(at: end)
        #expect(agent.pollOutput() == .event(.consentExpired))
        #expect(agent.isDead && agent.nextDeadline == nil)
        #expect(events(&agent, Self.check(nominating: true), a, at: end) == [])
    }

    @Test("a peer that never comes is given up")
    func neverConnected() {
        var agent = LiteAgent(Self.ours, patience: .seconds(10), at: Self.start)
        let deadline = Self.start.advanced(by: .seconds(10))
        #expect(agent.nextDeadline == deadline)
        agent.handleTimeout(at: deadline)
        #expect(agent.pollOutput() == .event(.neverConnected))
    }

    @Test("a restart leaves the old credentials until a check with the new ones is right")
    func restart() {
        var agent = Self.agent(from: "peer")
        let a = Self.path(1), b = Self.path(2)
        _ = events(&agent, Self.check(nominating: true, from: "peer"), a)
        agent.restart(with: Self.fresh, remoteUfrag: "again")
        #expect(agent.ufrags == ["serverCD", "serverAB"])
        let later = Self.start.advanced(by: .seconds(20))
        #expect(events(&agent, Self.check(from: "peer"), a, at: later) == [])
        #expect(agent.lastHeard == later)
        // The new credentials go with the peer's new name.
        #expect(events(&agent, Self.check(for: Self.fresh, from: "peer"), b) == [])
        #expect(agent.counters.wrongUsername == 1)
        #expect(events(&agent, Self.check(for: Self.fresh, from: "again"), b, at: later) == [.restarted])
        #expect(agent.selectedPath == a)
        #expect(
            events(&agent, Self.check(nominating: true, for: Self.fresh, from: "again"), b, at: later)
                == [.selected(b, isNominated: true)])
        #expect(events(&agent, Self.check(nominating: true, from: "peer"), a, at: later) == [])
        #expect(agent.ufrags == ["serverCD"] && agent.counters.wrongUsername == 2)
    }

    @Test("restarted twice before the peer came, it still answers the credentials the peer has")
    func restartedTwice() {
        var agent = Self.agent()
        agent.restart(with: Self.fresh)
        agent.restart(with: Credentials(ufrag: "third", password: "a third password of ours, as long"))
        #expect(agent.ufrags == ["third", "serverAB"])
        #expect(events(&agent, Self.check(), Self.path(1)).count == 1)
    }

    @Test("a closed TCP connection leaves the peer until its consent expires to find another path")
    func dropped() {
        var agent = Self.agent()
        let tcp = Path(
            local: Self.path(1).local, remote: Self.path(1).remote, transport: .tcp(connection: 7))
        _ = events(&agent, Self.check(nominating: true), tcp)
        agent.drop(Self.path(1))
        #expect(agent.selectedPath == tcp)
        agent.drop(tcp)
        #expect(agent.selectedPath == nil && agent.nextDeadline == Self.start.advanced(by: .seconds(30)))
        let b = Self.path(2)
        #expect(events(&agent, Self.check(), b) == [.selected(b, isNominated: false)])
    }

    @Test("an idle agent is a few hundred bytes")
    func size() {
        #expect(MemoryLayout<LiteAgent>.size <= 320)
    }

    @Test("damaged checks trap nothing and select nothing")
    func mutations() {
        let good = [Self.check(), Self.check(nominating: true)]
        var agent = Self.agent()
        for datagram in Mutations(of: good) where !good.contains(datagram) {
            agent.handle(datagram, on: Self.path(1), at: Self.start)
        }
        #expect(agent.pollOutput() == nil && agent.selectedPath == nil)
    }
}
