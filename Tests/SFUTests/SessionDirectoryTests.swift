import Bytes
import ICE
import Testing
import Timing
import WebRTC

@testable import SFU

@Suite struct SessionDirectoryTests {
    private static func path(_ number: UInt16) -> Path {
        Path(local: SocketAddress(.loopbackV4, port: 8189), remote: SocketAddress(.loopbackV4, port: number))
    }

    private static func second(_ count: Int64) -> Instant { .zero.advanced(by: .seconds(count)) }

    @Test("a session is found by its name, its fragment and its paths")
    func finding() throws {
        var directory = SessionDirectory()
        let (one, other) = (try Session.test(1), try Session.test(2))
        for session in [one, other] { directory.list(session) }
        directory.learn(Self.path(1), of: one, at: .zero)
        directory.learn(Self.path(2), of: one, at: .zero)
        #expect(directory[one.key] === one && directory[other.key] === other && directory.all.count == 2)
        #expect(directory[Self.path(1)] === one && directory[Self.path(2)] === one)
        #expect(directory[Self.path(3)] == nil)
        #expect(one.ufrags.count == 1 && directory[ufrag: one.ufrags[0]] === one)
        #expect(directory[ufrag: other.ufrags[0]] === other && directory[ufrag: ""] == nil)
    }

    @Test("a restarted session is found by its old and its new fragment")
    func restart() throws {
        var directory = SessionDirectory()
        let session = try Session.test(1)
        directory.list(session)
        let old = session.ufrags[0]
        session.peer.restart(
            with: Credentials(ufrag: "news", password: "a password of some length"), remoteUfrag: nil)
        directory.list(session)
        #expect(directory[ufrag: old] === session && directory[ufrag: "news"] === session)
        session.peer.restart(
            with: Credentials(ufrag: "newer", password: "a password of some length"), remoteUfrag: nil)
        directory.list(session)
        #expect(directory[ufrag: old] === session && directory[ufrag: "newer"] === session)
        #expect(directory[ufrag: "news"] == nil)
    }

    @Test("a session is known on so many paths at most; the one checked longest ago makes room")
    func limit() throws {
        var directory = SessionDirectory()
        let session = try Session.test(1)
        directory.list(session)
        for number in 0..<KnownPath.limit {
            directory.learn(Self.path(UInt16(number + 1)), of: session, at: Self.second(Int64(number)))
        }
        directory.learn(Self.path(1), of: session, at: Self.second(100))
        directory.learn(Self.path(99), of: session, at: Self.second(101))
        #expect(session.paths.count == KnownPath.limit)
        #expect(directory[Self.path(1)] === session && directory[Self.path(99)] === session)
        #expect(directory[Self.path(2)] == nil && directory[Self.path(3)] === session)
    }

    @Test("a path that another is proven on is that one's from then on")
    func handOver() throws {
        var directory = SessionDirectory()
        let (one, other) = (try Session.test(1), try Session.test(2))
        for session in [one, other] {
            directory.list(session)
            directory.learn(Self.path(1), of: session, at: .zero)
        }
        #expect(directory[Self.path(1)] === other && one.paths.isEmpty && other.paths.count == 1)
        directory.remove(one)
        #expect(directory[Self.path(1)] === other)
    }

    @Test("who is removed leaves nothing behind")
    func removal() throws {
        var directory = SessionDirectory()
        let session = try Session.test(1)
        directory.list(session)
        directory.learn(Self.path(1), of: session, at: .zero)
        directory.learn(Self.path(2), of: session, at: .zero)
        directory.forget(Self.path(1), of: session)
        #expect(directory[Self.path(1)] == nil && directory[Self.path(2)] === session)
        let ufrag = session.ufrags[0]
        directory.remove(session)
        #expect(directory.all.isEmpty && directory[Self.path(2)] == nil && directory[ufrag: ufrag] == nil)
        #expect(session.paths.isEmpty && session.ufrags.isEmpty)
    }
}
