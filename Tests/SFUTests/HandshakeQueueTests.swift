import Bytes
import ICE
import Testing
import WebRTC

@testable import SFU

@Suite struct HandshakeQueueTests {
    private static let path = Path(
        local: SocketAddress(.loopbackV4, port: 8189), remote: SocketAddress(.loopbackV4, port: 1))

    @Test("datagrams come out in the order in which they came, whosever they are")
    func order() {
        var queue = HandshakeQueue()
        for number in 0..<10 as Range<UInt8> {
            queue.add([number].bytes, of: SessionKey(number: UInt64(number % 3)), on: Self.path)
        }
        var taken: [UInt8] = []
        while let entry = queue.take() {
            taken += entry.bytes
            #expect(entry.session == SessionKey(number: UInt64(entry.bytes[0] % 3)))
        }
        #expect(taken == Array(0..<10) && queue.isEmpty)
    }

    @Test("one session's flood does not keep others from being heard, nor does it fill memory")
    func flood() {
        var queue = HandshakeQueue()
        let (hostile, other) = (SessionKey(number: 1), SessionKey(number: 2))
        for _ in 0..<100_000 { queue.add([1].bytes, of: hostile, on: Self.path) }
        #expect(queue.count <= 16 && queue.dropped == UInt64(100_000 - queue.count))
        queue.add([2].bytes, of: other, on: Self.path)
        var turns = 0
        while let entry = queue.take(), entry.session == hostile { turns += 1 }
        #expect(turns <= 16)
    }

    @Test(
        "media behind a datagram that waits is held with it, within bounds, and let go when there are keys or nothing waits"
    )
    func media() {
        var queue = HandshakeQueue()
        let (one, other) = (SessionKey(number: 1), SessionKey(number: 2))
        func hold(_ number: UInt8, _ session: SessionKey) -> Bool {
            queue.hold([0x80, number].bytes, as: .rtp, of: session, on: Self.path)
        }
        let early = hold(0, one)
        for number in [1, 2] as [UInt8] { queue.add([number].bytes, of: one, on: Self.path) }
        let taken = (0..<200).map { hold(UInt8($0), one) }
        #expect(!early && taken.count { $0 } == 128 && taken.prefix(128).allSatisfy { $0 })
        #expect(!hold(0, other))
        _ = queue.take()
        let none = queue.release(one, hasKeys: false)
        _ = queue.take()
        let all = queue.release(one, hasKeys: false)
        #expect(none.isEmpty && all.map { $0.bytes[1] } == Array(0..<128) && queue.heldMediaCount == 0)
    }

    @Test("what was taken is let go, also while the queue is never empty")
    func neverEmpty() {
        var queue = HandshakeQueue()
        queue.add([0].bytes, of: SessionKey(number: 0), on: Self.path)
        for number in 1..<20_000 as Range<UInt64> {
            queue.add([1].bytes, of: SessionKey(number: number), on: Self.path)
            _ = queue.take()
        }
        #expect(queue.count == 1 && queue.heldCount < 1000)
    }
}
