public import Bytes
internal import CLinux
internal import Glibc

/// Datagrams on their way to the kernel: written straight into one stretch of memory, addressed, and sent together.
///
///     if var room = batch.reserve(k * 1216) { …fill k packets…; batch.commit(k * 1216, to: peer, segmentSize: 1216) }
///     port.send(&batch)
///
/// Memory and structures are made once; after `UDPPort.send` the batch is empty and used again. One of 32 messages
/// and about 400 KB keeps what it holds in a core's second-level cache.
///
/// Invariants:
/// 1. `first <= end <= capacity`; the messages in between wait to be sent.
/// 2. Their bytes lie below `used`. An empty batch has `first`, `end` and `used` at 0.
@safe public struct SendBatch: ~Copyable {
    /// The largest UDP payload over IPv4 (RFC 768, RFC 791), also for a run as a whole.
    public static let largestMessage = 65_507

    /// The messages.
    let table: MessageTable
    /// Their bytes.
    let memory: UnsafeMutableRawBufferPointer
    /// The socket's family, which decides how addresses are written.
    private let family: AddressFamily
    /// Whether a local address is of use: the socket has no address of its own.
    private let namesSource: Bool
    /// How many datagrams a run may have.
    public let largestRun: Int
    /// The first message not sent yet.
    var first = 0
    /// Behind the last message.
    var end = 0
    /// How much of `memory` is taken.
    var used = 0
    /// How much `reserve` gave out for the next message, -1 when it gave out nothing.
    private var reserved = -1
    /// Messages that `commit` refused, until a port counts them.
    var refused = 0

    /// A batch for a port. Sizes count messages, and bytes of all of them together.
    public init(for port: UDPPort, messages: Int = 32, bytes: Int = 400_000) {
        self.init(
            family: port.family, namesSource: port.namesSource, largestRun: port.largestRun,
            messages: messages,
            bytes: bytes)
    }

    init(family: AddressFamily, namesSource: Bool, largestRun: Int, messages: Int, bytes: Int) {
        table = MessageTable(capacity: messages)
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes, 1), alignment: 64)
        self.family = family
        self.namesSource = namesSource
        self.largestRun = largestRun
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// Whether nothing waits to be sent.
    public var isEmpty: Bool { first == end }

    /// How many messages wait to be sent; a run is one.
    public var count: Int { end - first }

    /// How many datagrams of `size` bytes one run may have.
    public func largestRun(of size: Int) -> Int {
        min(largestRun, Self.largestMessage / max(size, 1))
    }

    /// Memory for the next message; `nil` when the batch is full and must be sent first. Reserving again takes the
    /// same memory.
    @_lifetime(&self)
    public mutating func reserve(_ size: Int) -> MutableRawSpan? {
        guard end < table.capacity, size >= 0, unsafe size <= memory.count - used else { return nil }
        reserved = size
        // Sound: the range is inside the memory, nothing else refers to it, and the span has exclusive access to self.
        let room = unsafe MutableRawSpan(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: memory[used..<(used + size)]))
        return unsafe _overrideLifetime(room, mutating: &self)
    }

    /// Addresses the first `size` bytes of what was reserved.
    ///
    /// With a `segmentSize` below `size` it is a run of datagrams of that size, the last one possibly shorter.
    /// `local` is the address it leaves from; without it the kernel chooses by its route. `false` when the message
    /// breaks a limit or the address has no form in the port's family; the port counts it as dropped.
    @discardableResult public mutating func commit(
        _ size: Int, to peer: SocketAddress, from local: IPAddress? = nil, segmentSize: Int = 0
    ) -> Bool {
        precondition(size >= 0 && size <= reserved, "more is committed than was reserved")
        reserved = -1
        guard address(size, to: peer, from: local, segmentSize) else { return false }
        place(size)
        return true
    }

    /// Adds a message whose bytes stay where they are; `false`, and it is counted as refused, when it breaks a limit.
    ///
    /// Unsafe: the bytes must stay there until the batch is empty. There must be room for another message.
    @unsafe mutating func lend(
        _ bytes: RawSpan, to peer: SocketAddress, from local: IPAddress?, _ segmentSize: Int
    ) -> Bool {
        precondition(end < table.capacity, "a full batch takes no message")
        guard address(bytes.byteCount, to: peer, from: local, segmentSize) else { return false }
        unsafe bytes.withUnsafeBytes { bytes in
            // Sound: the kernel only reads them, and the caller keeps them where they are.
            unsafe table.envelopes[end].vector.iov_base = UnsafeMutableRawPointer(
                mutating: bytes.baseAddress)
            unsafe table.envelopes[end].vector.iov_len = bytes.count
        }
        end += 1
        return true
    }

    /// Whether there is room for no other message.
    var isFull: Bool { end == table.capacity }

    /// Addresses the message at `end`; `false`, and it is counted as refused, when it breaks a limit.
    private mutating func address(
        _ size: Int, to peer: SocketAddress, from local: IPAddress?, _ segmentSize: Int
    ) -> Bool {
        let isRun = segmentSize > 0 && segmentSize < size
        guard size <= Self.largestMessage, !isRun || size <= segmentSize * largestRun,
            family == .v6 || (peer.ip.isV4 && local?.isV4 != false)
        else {
            refused += 1
            return false
        }
        var route = starling_datagram()
        route.peer_high = peer.ip.high
        route.peer_low = peer.ip.low
        route.port = peer.port
        route.scope = peer.scope
        route.segment = isRun ? UInt16(segmentSize) : 0
        if namesSource, let local {
            route.has_local = 1
            route.local_high = local.high
            route.local_low = local.low
        }
        // Sound: `end` is below the capacity, as both callers made sure.
        unsafe starling_datagram_write(
            table.messages + end, table.envelopes + end, family.number, &route)
        return true
    }

    /// Adds a copy of one datagram; `false` when the batch is full or the address unfit.
    @discardableResult public mutating func append(
        _ payload: RawSpan, to peer: SocketAddress, from local: IPAddress? = nil
    ) -> Bool {
        guard var room = reserve(payload.byteCount) else { return false }
        guard room.store(payload, at: 0) else { return false }
        return commit(payload.byteCount, to: peer, from: local)
    }

    /// Makes the next `size` bytes of the memory those of the next message.
    mutating func place(_ size: Int) {
        // Sound: `reserve` gave both out.
        unsafe table.envelopes[end].vector.iov_base = memory.baseAddress.map { unsafe $0 + used }
        unsafe table.envelopes[end].vector.iov_len = size
        end += 1
        used += size
    }
}
