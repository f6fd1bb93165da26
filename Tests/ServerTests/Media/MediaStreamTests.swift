import Bytes
import ICE
import Runtime
import Testing
import Timing

@testable import Server

@Suite struct MediaStreamTests {
    private static let path = Path(
        local: SocketAddress(.loopbackV4, port: 8189), remote: SocketAddress(.loopbackV4, port: 50_000),
        transport: .tcp(connection: 1))

    /// A session that may have the stream as its way, and what it was given.
    private final class Owner {
        var isThere: Bool
        var datagrams: [[UInt8]] = []

        init(isThere: Bool) { self.isThere = isThere }
    }

    private func stream(of owner: Owner) -> MediaStream {
        MediaStream(Self.path, at: .zero, isKnown: { _ in owner.isThere }) { frame, path, _ in
            #expect(path == Self.path)
            owner.datagrams.append([UInt8](frame))
        }
    }

    private func seconds(_ count: Int64) -> Instant { Instant.zero.advanced(by: .seconds(count)) }

    @Test("frames are found however the stream is cut", arguments: 1...9)
    func frames(size: Int) {
        let owner = Owner(isThere: true), stream = stream(of: owner)
        // A frame of three octets, an empty one that keeps the connection open, and one of one octet.
        let bytes: [UInt8] = [0, 3, 1, 2, 3, 0, 0, 0, 1, 9]
        for start in Swift.stride(from: 0, to: bytes.count, by: size) {
            stream.handle(Array(bytes[start..<min(start + size, bytes.count)]).bytes, at: .zero)
        }
        #expect(owner.datagrams == [[1, 2, 3], [9]])
        #expect(stream.ending == nil)
    }

    @Test("a frame that nobody would send ends the stream at once, and what comes behind it is not read")
    func tooLong() {
        let owner = Owner(isThere: true), stream = stream(of: owner)
        stream.handle([0xFF, 0xFF, 0, 1, 9].bytes, at: .zero)
        #expect(stream.ending == .reset)
        stream.handle([0, 1, 9].bytes, at: .zero)
        #expect(owner.datagrams.isEmpty)
    }

    @Test("a datagram that leaves has its length in front")
    func framing() {
        let stream = stream(of: Owner(isThere: true))
        _ = stream.append([UInt8](repeating: 7, count: 258).bytes)
        #expect(stream.outbound.take() == [1, 2] + [UInt8](repeating: 7, count: 258))
    }

    @Test("who reads slowly loses whole datagrams, and costs no more than a quarter of a mebibyte")
    func slowReader() {
        let stream = stream(of: Owner(isThere: true))
        for _ in 0..<1000 { _ = stream.append([UInt8](repeating: 7, count: 1200).bytes) }
        #expect(stream.outbound.count % 1202 == 0)
        #expect(stream.outbound.count < (256 << 10) + 1202)
    }

    @Test("one that is no session's way goes after ten seconds")
    func stranger() {
        let stream = stream(of: Owner(isThere: false))
        #expect(stream.nextDeadline == seconds(10))
        stream.handleTimeout(at: seconds(9))
        #expect(stream.ending == nil)
        stream.handleTimeout(at: seconds(10))
        #expect(stream.ending == .reset)
        #expect(stream.nextDeadline == nil)
    }

    @Test("one that is a session's way stays as long as the session, and goes soon after it")
    func outlivesNoSession() {
        let owner = Owner(isThere: true), stream = stream(of: owner)
        for tick in 1...6 as ClosedRange<Int64> { stream.handleTimeout(at: seconds(10 * tick)) }
        #expect(stream.ending == nil)
        #expect(stream.nextDeadline == seconds(70))
        owner.isThere = false
        stream.handleTimeout(at: seconds(70))
        #expect(stream.ending == .reset)
    }

    @Test("a peer that has shut its side and reads nothing is not kept for what it was to read")
    func unread() {
        let stream = stream(of: Owner(isThere: true))
        _ = stream.append([1, 2, 3].bytes)
        stream.handleEndOfInput(at: .zero)
        #expect(stream.ending == .orderly)
        #expect(stream.outbound.isEmpty)
        _ = stream.append([1, 2, 3].bytes)
        #expect(stream.outbound.isEmpty)
    }
}
