import Bytes
import ICE
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Addresses change under way.
@Suite struct MovingTests {
    /// A call of a publisher and a viewer, both behind translators.
    private static func call() throws -> (call: Broadcast, publisher: PeerHost, viewer: PeerHost) {
        let call = Broadcast(seed: 21)
        call.time.network.translate(Place.guest(0), to: Place.home)
        call.time.network.translate(Place.guest(1), to: Place.mobile)
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(10))
        #expect(!viewer.played(.video).isEmpty)
        return (call, publisher, viewer)
    }

    private static let elsewhere = SocketAddress(IPAddress(v4: 0xCB00_7120), port: 40_000)

    @Test("a viewer whose translator gives it another address goes on by its next check")
    func viewer() throws {
        let (call, _, viewer) = try Self.call()
        call.time.network.translate(viewer.place, to: Self.elsewhere)
        let moved = call.now
        call.run(for: .seconds(20))
        let session = try #require(call.exchange.session(viewer.key))
        #expect(session.peer.path?.remote == Self.elsewhere && session.peer.progress.pathChanges == 1)
        let playback = Playback(viewer.played(.video))
        // A check each four to six seconds.
        #expect(playback.longestPause(from: moved, to: call.now) < .milliseconds(6700))
        let last = try #require(playback.packets.last)
        #expect(last.delay < .milliseconds(70) && viewer.peer.isConnected)
    }

    @Test("a publisher whose translator gives it another address goes on by its next check")
    func publisher() throws {
        let (call, publisher, viewer) = try Self.call()
        call.time.network.translate(publisher.place, to: Self.elsewhere)
        let moved = call.now
        call.run(for: .seconds(20))
        #expect(call.exchange.session(publisher.key)?.peer.path?.remote == Self.elsewhere)
        #expect(
            Playback(viewer.played(.video)).longestPause(from: moved, to: call.now) < .milliseconds(6700))
        #expect(call.exchange.drops.unknownAddress > 0 && call.exchange.sessionCount == 2)
        #expect(viewer.played(.video).last.map { $0.delay < .milliseconds(70) } == true)
    }

    @Test(
        "a client that is given the address another one had joins at once, while that one is not yet forgotten"
    )
    func inheritedAddress() throws {
        let (call, _, viewer) = try Self.call()
        call.lose(viewer)
        call.time.network.translate(viewer.place, to: Self.elsewhere)
        call.time.network.translate(Place.guest(3), to: Place.mobile)
        let heir = try call.play(at: Place.guest(3))
        let plays = call.run(atMost: .seconds(2)) { !heir.played(.video).isEmpty }
        #expect(plays && call.exchange.session(heir.key)?.peer.path?.remote == Place.mobile)
        call.run(for: .seconds(40))
        #expect(call.server.ended[viewer.key] == .peer(.consentExpired) && heir.peer.isConnected)
        #expect(Playback(heir.played(.video)).isWhole)
    }

    @Test("ICE restarts of both sides are not seen in what is played")
    func restart() throws {
        let (call, publisher, viewer) = try Self.call()
        call.restart(viewer)
        call.restart(publisher)
        let restarted = call.now
        call.run(for: .seconds(40))
        for host in [publisher, viewer] {
            #expect(call.exchange.session(host.key)?.peer.ufrags.count == 1)
            #expect(host.peer.isConnected && host.peer.checks.wrongPassword == 0)
        }
        let playback = Playback(viewer.played(.video))
        #expect(playback.isWhole)
        #expect(playback.longestPause(from: restarted, to: call.now) < .milliseconds(50))
    }

    @Test("a restart that comes with another address moves the session there")
    func restartElsewhere() throws {
        let (call, _, viewer) = try Self.call()
        call.time.network.translate(viewer.place, to: Self.elsewhere)
        call.restart(viewer)
        let moved = call.now
        call.run(for: .seconds(5))
        #expect(call.exchange.session(viewer.key)?.peer.path?.remote == Self.elsewhere)
        // The restart's checks leave at once, so nothing waits for the usual ones.
        #expect(
            Playback(viewer.played(.video)).longestPause(from: moved, to: call.now) < .milliseconds(400))
    }
}
