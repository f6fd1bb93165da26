internal import Bytes
internal import CLinux
internal import Glibc

/// How many datagrams the kernel takes as one run.
enum SegmentLimit {
    /// What every kernel with UDP_SEGMENT takes: UDP_MAX_SEGMENTS was 64 until Linux 6.10.
    static let assured = 64
    /// What newer ones take.
    private static let raised = 128

    /// This kernel's limit, tried once on loopback: nothing in its interface tells it.
    static let ofKernel = takes(raised) ? raised : assured

    /// Whether a socket may send itself that many datagrams of one byte at once.
    private static func takes(_ count: Int) -> Bool {
        guard let socket = try? Socket(datagramsOf: .v4),
            (try? socket.bind(to: SocketAddress(.loopbackV4, port: 0))) != nil,
            let address = try? socket.localAddress()
        else { return false }
        var batch = SendBatch(family: .v4, namesSource: false, largestRun: count, messages: 1, bytes: count)
        guard batch.reserve(count) != nil, batch.commit(count, to: address, segmentSize: 1) else {
            return false
        }
        return unsafe starling_send_messages(socket.descriptor.number, batch.front, 1) == 1
    }
}
