internal import Bytes
internal import CLinux
internal import Timing

/// What one receive call brought, datagram by datagram. What the owner leaves in it is lost.
///
/// Nothing is parsed or converted before it is asked for, and nothing is allocated.
@safe public struct DatagramBatch: ~Copyable, ~Escapable {
    /// The messages, as the kernel wrote them.
    private let messages: UnsafePointer<starling_message>
    /// How many there are.
    private let count: Int
    /// Which message comes next.
    private var index = 0
    /// What is known of the present message.
    private var present = starling_datagram()
    /// How many datagrams the present message has, until the first was given out.
    private var run = 0
    /// What is left of the present message: its own bytes, or segments still to be split off.
    private var rest: RawSpan
    /// Counts what was given out and what was dropped here.
    private(set) var counters = UDPReceiveCounters()

    /// Reads `count` messages, which stay where they are as long as the caller says.
    @_lifetime(immortal)
    init(_ messages: UnsafePointer<starling_message>, count: Int) {
        unsafe self.messages = messages
        self.count = count
        rest = RawSpan()
    }

    /// The next datagram, or `nil` when all have been looked at. Empty datagrams are no use to anyone and skipped.
    @_lifetime(copy self)
    public mutating func next() -> Datagram? {
        while rest.isEmpty {
            guard index < count else { return nil }
            open(index)
            index += 1
        }
        let size = present.segment > 0 ? min(Int(present.segment), rest.byteCount) : rest.byteCount
        let payload = rest.extracting(0..<size)
        rest = rest.extracting(size..<rest.byteCount)
        counters.datagrams += 1
        counters.bytes += size
        defer { run = 0 }
        return Datagram(
            payload: payload,
            peer: SocketAddress(
                IPAddress(high: present.peer_high, low: present.peer_low), port: present.port,
                scope: present.scope),
            local: present.has_local == 1
                ? IPAddress(high: present.local_high, low: present.local_low) : nil,
            ecn: present.ecn,
            arrived: present.arrived > 0 ? WallClock(nanoseconds: present.arrived) : nil, run: run)
    }

    /// Makes the message at `index` the present one.
    @_lifetime(self: copy self)
    private mutating func open(_ index: Int) {
        let message = unsafe messages + index
        var facts = starling_datagram()
        guard unsafe starling_datagram_read(message, &facts) == 1 else { return }
        present = facts
        guard facts.truncated == 0 else {
            counters.truncated += 1
            return
        }
        let vector = unsafe message.pointee.header.msg_iov.pointee
        let length = unsafe min(Int(message.pointee.length), vector.iov_len)
        // Sound: the kernel wrote `length` bytes into the slot, which lives as long as what made this batch.
        let view = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(vector.iov_base), byteCount: length)
        rest = unsafe _overrideLifetime(view, copying: rest)
        let size = Int(facts.segment)
        run = size > 0 ? (length + size - 1) / size : 1
    }
}
