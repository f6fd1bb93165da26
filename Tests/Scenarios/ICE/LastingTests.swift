import Bytes
import ICE
import Links
import Simulation
import Testing
import Timing

@Suite struct LastingTests {
    private let up = Path(local: Place.client, remote: Place.server)
    private let down = Path(local: Place.server, remote: Place.client)

    @Test("a call of ten minutes keeps its path, by a check every four to six seconds")
    func lasting() {
        var call = LiteCall.connected()
        call.time.run(for: .seconds(600))
        #expect(call.client.isConnected && call.server.isConnected)
        let gaps = zip(call.client.sent.dropFirst(2), call.client.sent.dropFirst(3)).map {
            $0.at.duration(to: $1.at)
        }
        #expect(gaps.count > 90 && gaps.allSatisfy { $0 >= .seconds(4) && $0 <= .seconds(6) })
        #expect(call.client.events.count == 2 && call.server.events.count == 2)
    }

    @Test("consent outlives a road that loses a tenth", arguments: 1...5 as ClosedRange<UInt64>)
    func lossyConsent(seed: UInt64) {
        var call = FullCall(seed: seed, LinkConditions(delay: .milliseconds(50), loss: .random(0.1)))
        let isUp = call.connect()
        call.time.run(for: .seconds(600))
        #expect(isUp && call.caller.isConnected && call.callee.isConnected)
    }

    @Test("a peer that is gone without a word is given up 30 s after it was heard last")
    func consentExpiry() throws {
        var call = LiteCall.connected()
        call.time.run(for: .seconds(20))
        call.time.remove(at: Place.client)
        let heard = call.server.agent.lastHeard
        call.time.run(for: .seconds(60))
        #expect(call.server.instant(of: .consentExpired) == heard.advanced(by: .seconds(30)))
        #expect(call.server.agent.isDead && call.server.nextDeadline == nil)
    }

    @Test("a full agent stops sending 30 s after the last answer, for ever")
    func fullConsentExpiry() throws {
        var call = FullCall()
        let isUp = call.connect()
        #expect(isUp)
        call.time.run(for: .seconds(20))
        call.time.remove(at: Place.server)
        let gone = call.time.now
        call.time.run(for: .seconds(300))
        let expired = try #require(call.caller.instant(of: .consentExpired))
        #expect(gone.duration(to: expired) <= .seconds(30) && gone.duration(to: expired) >= .seconds(23))
        let last = try #require(call.caller.sent.last)
        #expect(last.at < expired && call.caller.agent.isDead)
    }

    @Test("a client whose address changes keeps its session by its next check")
    func migration() {
        var call = LiteCall()
        call.time.network.translate(Place.client, to: Place.home)
        call.client.agent.addRemote(Place.server, priority: Place.good)
        let isUp = call.connect()
        #expect(isUp && call.server.agent.selectedPath?.remote == Place.home)
        call.time.run(for: .seconds(60))
        call.time.network.translate(Place.client, to: Place.mobile)
        let moved = Path(local: Place.server, remote: Place.mobile)
        let server = call.server
        let isMoved = call.time.run(atMost: .seconds(7)) { server.agent.selectedPath == moved }
        #expect(isMoved && server.agent.isNominated)
        call.time.run(for: .seconds(120))
        #expect(call.client.isConnected && call.server.isConnected)
        #expect(server.events.last?.event == .selected(moved, isNominated: true))
    }

    @Test("between full agents the controlled one follows, too")
    func fullMigration() {
        var call = FullCall(calleeKnows: false)
        call.time.network.translate(Place.client, to: Place.home)
        let isUp = call.connect()
        call.time.run(for: .seconds(60))
        call.time.network.translate(Place.client, to: Place.mobile)
        call.time.run(for: .seconds(7))
        #expect(isUp && call.callee.agent.selectedPath?.remote == Place.mobile)
        call.time.run(for: .seconds(120))
        #expect(call.caller.isConnected && call.callee.isConnected)
    }

    @Test("a restart with a lite agent keeps the old path until the new one is valid", arguments: [0, 0.3])
    func restart(loss: Double) {
        var call = LiteCall.connected(seed: 3, LinkConditions(delay: .milliseconds(30), loss: .random(loss)))
        call.time.run(for: .seconds(10))
        let before = call.server.agent.credentials
        call.restart()
        #expect(call.client.agent.selectedPath == up && call.server.agent.selectedPath == down)
        let (client, server) = (call.client, call.server)
        let isDone = call.time.run(atMost: .seconds(20)) {
            client.events.contains { $0.event == .restarted }
                && server.events.contains { $0.event == .restarted }
        }
        #expect(isDone)
        call.time.run(for: .seconds(20))
        #expect(client.isConnected && server.isConnected && server.agent.credentials != before)
        #expect(server.agent.ufrags.count == 1)
        #expect(client.events.last?.event == .selected(up, isNominated: true))
    }

    @Test("two full agents restart and go on, with the roles they had")
    func fullRestart() {
        var call = FullCall(roles: (.controlled, .controlling))
        let isUp = call.connect()
        call.time.run(for: .seconds(10))
        call.restart()
        call.time.run(for: .seconds(3))
        for host in [call.caller, call.callee] {
            #expect(host.events.count { $0.event == .restarted } == 1)
            #expect(host.isConnected)
        }
        #expect(isUp && call.caller.agent.role == .controlled)
        call.time.run(for: .seconds(120))
        #expect(call.caller.isConnected && call.callee.isConnected)
    }

    @Test("a restart that the peer never hears of costs nothing")
    func forgottenRestart() {
        var call = LiteCall.connected()
        call.server.agent.restart(with: Credentials(ufrag: "unheard", password: "a password nobody was told"))
        call.time.run(for: .seconds(300))
        #expect(call.client.isConnected && call.server.isConnected)
        #expect(call.server.agent.counters.wrongUsername == 0)
    }

    @Test("a restart takes a client from a dead network to another")
    func restartElsewhere() {
        var call = LiteCall.connected()
        call.time.network.set(LinkConditions(loss: .random(1)), between: Place.client, and: Place.server)
        call.client.agent.addLocal(Place.mobile)
        call.time.add(call.client, at: [Place.mobile])
        call.restart()
        let moved = Path(local: Place.server, remote: Place.mobile)
        let server = call.server
        let isMoved = call.time.run(atMost: .seconds(5)) {
            server.agent.selectedPath == moved && server.agent.isNominated
        }
        #expect(isMoved && call.client.agent.selectedPath?.local == Place.mobile)
    }
}
