internal import Bytes
internal import CLinux
internal import Glibc

/// What the port does with a batch.
extension SendBatch {
    /// The first message that waits.
    @unsafe var front: UnsafeMutablePointer<starling_message> { unsafe table.messages + first }

    /// The segment size of the waiting message at `index`, counted from the first; 0 when it is no run.
    func segmentSize(at index: Int) -> Int { Int(unsafe table.envelopes[first + index].segment) }

    /// The bytes that the waiting message at `index` still has.
    @_lifetime(borrow self)
    borrowing func payload(at index: Int) -> RawSpan {
        // Sound: they are inside the memory, which lives as long as self and changes only through it.
        let vector = unsafe table.envelopes[first + index].vector
        let view = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(vector.iov_base), byteCount: vector.iov_len)
        return unsafe _overrideLifetime(view, borrowing: self)
    }

    /// How many messages from the first on are no runs, at most `limit`.
    func plainPrefix(atMost limit: Int) -> Int {
        var prefix = 0
        while prefix < min(count, limit), segmentSize(at: prefix) == 0 { prefix += 1 }
        return prefix
    }

    /// Takes the first `sent` messages off and counts them.
    mutating func removeSent(_ sent: Int, counting counters: inout UDPSendCounters) {
        for _ in 0..<min(sent, count) {
            let size = payload(at: 0).byteCount
            let segment = segmentSize(at: 0)
            counters.messages += 1
            counters.bytes += size
            counters.datagrams += segment > 0 ? (size + segment - 1) / segment : 1
            removeFirst()
        }
    }

    /// Takes the first `size` bytes of the first message off, and the message when nothing is left of it.
    mutating func trimFront(_ size: Int) {
        guard size < payload(at: 0).byteCount else { return removeFirst() }
        // Sound: the base stays inside the message's bytes.
        unsafe table.envelopes[first].vector.iov_base = table.envelopes[first].vector.iov_base.map {
            unsafe $0 + size
        }
        unsafe table.envelopes[first].vector.iov_len -= size
    }

    /// Takes the first message off.
    mutating func removeFirst() {
        first += 1
        if first == end { removeAll() }
    }

    /// Empties the batch.
    mutating func removeAll() {
        first = 0
        end = 0
        used = 0
    }

    /// How many messages `commit` refused since the last call.
    mutating func takeRefused() -> Int {
        defer { refused = 0 }
        return refused
    }

    /// Appends the first message of another batch of the same port; `false` when there is no room.
    mutating func append(frontOf other: borrowing SendBatch) -> Bool {
        let payload = other.payload(at: 0)
        guard var room = reserve(payload.byteCount), room.store(payload, at: 0) else { return false }
        table.copyAddress(from: other.table, at: other.first, to: end)
        place(payload.byteCount)
        return true
    }
}
