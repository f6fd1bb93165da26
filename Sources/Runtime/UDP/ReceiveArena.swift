internal import CLinux

/// Where a port's datagrams land: slots that are used again with each receive call.
@safe final class ReceiveArena {
    /// What one coalesced message may hold: the largest UDP payload (RFC 768), rounded up.
    private static let coalescedBytes = 64 << 10
    /// Added to each slot, so that the first lines of all slots do not fall into the same cache sets.
    private static let stagger = 1280

    /// A message for each slot.
    private let table: MessageTable
    /// The slots, end to end.
    private let memory: UnsafeMutableRawPointer

    /// Slots for whatever the kernel coalesces, or for datagrams of at most `largest` bytes.
    init(coalescing: Bool, largest: Int) {
        // 16 large slots bring as much as 32 small ones as soon as anything is coalesced, and stay in the cache.
        table = MessageTable(capacity: coalescing ? 16 : 32)
        let size = coalescing ? Self.coalescedBytes : largest
        let stride = size + (coalescing ? Self.stagger : 0)
        unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: stride * table.capacity, alignment: 64)
        for index in 0..<table.capacity {
            unsafe table.envelopes[index].vector.iov_base = memory + index * stride
            unsafe table.envelopes[index].vector.iov_len = size
        }
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// How many messages one call brings at most.
    var capacity: Int { table.capacity }

    /// One recvmmsg(2): how many messages, or -1 with the reason in errno.
    func receive(from socket: borrowing Socket) -> Int {
        // Sound: the table holds `capacity` messages whose slots are ours.
        Int(
            unsafe starling_receive_messages(
                socket.descriptor.number, table.messages, UInt32(table.capacity)))
    }

    /// The first `count` messages of the last call.
    @_lifetime(borrow self)
    func batch(of count: Int) -> DatagramBatch {
        let batch = unsafe DatagramBatch(table.messages, count: min(count, table.capacity))
        return unsafe _overrideLifetime(batch, borrowing: self)
    }
}
