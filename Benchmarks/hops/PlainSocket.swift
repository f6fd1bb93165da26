import CLinux
import Glibc

/// A socket on loopback with the structures of one batch each way.
@safe final class PlainSocket {
    private static let slots = 16
    private static let slotSize = (64 << 10) + 1280
    private static let outgoing = 32

    let number: Int32
    private var address = sockaddr_in()
    private let payload: UnsafeMutableRawPointer
    private let incoming: UnsafeMutablePointer<starling_message>
    private let inEnvelopes: UnsafeMutablePointer<starling_envelope>
    private let outgoingMessages: UnsafeMutablePointer<starling_message>
    private let outEnvelopes: UnsafeMutablePointer<starling_envelope>
    private let inMemory: UnsafeMutableRawPointer
    private let outMemory: UnsafeMutableRawPointer

    init() {
        number = starling_socket(AF_INET, Int32(SOCK_DGRAM.rawValue))
        unsafe incoming = .allocate(capacity: Self.slots)
        unsafe inEnvelopes = .allocate(capacity: Self.slots)
        unsafe outgoingMessages = .allocate(capacity: Self.outgoing)
        unsafe outEnvelopes = .allocate(capacity: Self.outgoing)
        unsafe inMemory = .allocate(byteCount: Self.slots * Self.slotSize, alignment: 64)
        unsafe outMemory = .allocate(byteCount: 400_000, alignment: 64)
        unsafe starling_messages_link(incoming, inEnvelopes, UInt32(Self.slots))
        unsafe starling_messages_link(outgoingMessages, outEnvelopes, UInt32(Self.outgoing))
        for slot in 0..<Self.slots {
            unsafe inEnvelopes[slot].vector.iov_base = inMemory + slot * Self.slotSize
            unsafe inEnvelopes[slot].vector.iov_len = 64 << 10
        }
        unsafe payload = .allocate(byteCount: EchoHop.size, alignment: 64)
        unsafe payload.initializeMemory(as: UInt8.self, repeating: 7, count: EchoHop.size)
        bindToLoopback()
    }

    deinit {
        close(number)
        unsafe incoming.deallocate()
        unsafe inEnvelopes.deallocate()
        unsafe outgoingMessages.deallocate()
        unsafe outEnvelopes.deallocate()
        unsafe inMemory.deallocate()
        unsafe outMemory.deallocate()
        unsafe payload.deallocate()
    }

    /// Sends a batch to another socket.
    func serve(_ shape: EchoHop.Shape, to other: PlainSocket) {
        let size = shape.run * EchoHop.size
        for datagram in 0..<shape.datagrams {
            // Sound: a round is smaller than the memory.
            unsafe (outMemory + datagram * EchoHop.size).copyMemory(from: payload, byteCount: EchoHop.size)
        }
        for message in 0..<shape.messages {
            var route = starling_datagram()
            route.peer_low = UInt64(UInt32(bigEndian: other.address.sin_addr.s_addr))
            route.port = UInt16(bigEndian: other.address.sin_port)
            address(message, size, &route, shape)
        }
        send(shape.messages)
    }

    /// Fetches what there is; returns how many datagrams.
    func receive() -> Int {
        var datagrams = 0
        while true {
            let count = Int(unsafe starling_receive_messages(number, incoming, UInt32(Self.slots)))
            for message in 0..<max(count, 0) {
                datagrams += unsafe (Int(incoming[message].length) + EchoHop.size - 1) / EchoHop.size
            }
            if count < Self.slots { return datagrams }
        }
    }

    /// Sends back what there is, in runs as it was sent.
    func echo(_ shape: EchoHop.Shape) {
        while true {
            let count = Int(unsafe starling_receive_messages(number, incoming, UInt32(Self.slots)))
            var used = 0
            var messages = 0
            for message in 0..<max(count, 0) {
                var route = starling_datagram()
                _ = unsafe starling_datagram_read(incoming + message, &route)
                let length = Int(unsafe incoming[message].length)
                // Sound: the kernel wrote so much into the slot, and what is on its way fits into the memory.
                unsafe (outMemory + used).copyMemory(
                    from: inMemory + message * Self.slotSize, byteCount: length)
                // The kernel may have made one of several runs.
                var left = length
                while left > 0 {
                    let size = min(shape.run * EchoHop.size, left)
                    address(messages, size, &route, shape, at: used)
                    messages += 1
                    used += size
                    left -= size
                }
            }
            send(messages)
            if count < Self.slots { return }
        }
    }

    private func address(
        _ message: Int, _ size: Int, _ route: inout starling_datagram, _ shape: EchoHop.Shape,
        at offset: Int? = nil
    ) {
        route.segment = shape.run > 1 ? UInt16(EchoHop.size) : 0
        // Sound: a batch has at most `outgoing` messages, and their bytes fit into the memory.
        unsafe starling_datagram_write(
            outgoingMessages + message, outEnvelopes + message, AF_INET, &route)
        unsafe outEnvelopes[message].vector.iov_base = outMemory + (offset ?? message * size)
        unsafe outEnvelopes[message].vector.iov_len = size
    }

    private func send(_ count: Int) {
        guard count > 0 else { return }
        _ = unsafe starling_send_messages(number, outgoingMessages, UInt32(count))
    }

    private func bindToLoopback() {
        var one: Int32 = 1
        var probe = IP_PMTUDISC_PROBE
        var buffer: Int32 = 4 << 20
        var length = socklen_t(MemoryLayout<Int32>.size)
        // Sound: each value is an Int32, as its length says.
        unsafe setsockopt(number, Int32(IPPROTO_UDP), UDP_GRO, &one, length)
        unsafe setsockopt(number, Int32(IPPROTO_IP), IP_MTU_DISCOVER, &probe, length)
        unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, length)
        unsafe setsockopt(number, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, length)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            // Sound: sockaddr is the common start of every family's structure.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(number, $0, length)
                unsafe getsockname(number, $0, &length)
            }
        }
    }
}
