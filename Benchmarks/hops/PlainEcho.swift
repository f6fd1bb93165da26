import CLinux
import Glibc
import Runtime
import Timing

/// The same rally by plain calls: sockets, epoll, recvmmsg, sendmmsg and a copy from one buffer to the other.
@safe final class PlainEcho {
    private let shape: EchoHop.Shape
    private let client: PlainSocket
    private let server: PlainSocket
    private let epoll = starling_epoll_create()
    private var events = [starling_event](repeating: starling_event(), count: 256)

    init(_ shape: EchoHop.Shape) {
        self.shape = shape
        client = PlainSocket()
        server = PlainSocket()
        _ = starling_epoll_add(epoll, client.number, EPOLLIN.rawValue, 0, 0)
        _ = starling_epoll_add(epoll, server.number, EPOLLIN.rawValue, 1, 0)
    }

    deinit {
        close(epoll)
    }

    /// Nanoseconds a datagram.
    func run() -> Double {
        let rounds = EchoHop.total / shape.datagrams
        return nanoseconds(each: rounds * shape.datagrams) {
            for _ in 0..<rounds {
                client.serve(shape, to: server)
                var back = 0
                while back < shape.datagrams { back += turn() }
            }
        }
    }

    /// One wait, and what it brings. Returns how many datagrams came back.
    private func turn() -> Int {
        // Sound: the array holds as many events as the kernel is told it may write.
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe starling_epoll_wait(epoll, $0.baseAddress, 256, -1)
        }
        var back = 0
        for index in 0..<Int(max(count, 0)) {
            if events[index].index == 0 {
                back += client.receive()
            } else {
                server.echo(shape)
            }
        }
        return back
    }
}
