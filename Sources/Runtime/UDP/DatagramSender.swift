internal import Glibc
internal import Timing

/// Gets batches to the kernel in few calls, in order, and without one message holding up the others.
///
/// A run of segments may be refused: the device cannot checksum it or a tunnel must see single datagrams (EIO), an
/// old kernel takes fewer segments (EINVAL), a segment is larger than the device's frames (EMSGSIZE). Then its first
/// datagram is tried alone. When that goes, runs were the trouble, and they are split here for a while; when it does
/// not, the message was.
///
/// Invariant: every call to the kernel takes something off the batch or ends the sending, so that no mood of the
/// kernel makes a loop.
struct DatagramSender {
    /// Messages a call. More save nothing: the cost is in the message, not in the call (PERFORMANCE.md).
    static let messagesPerCall = 32
    /// How long runs are split after a refusal. Not for ever: the reason may have been one viewer's route, and
    /// everybody else pays up to four times as much meanwhile.
    private static let splitTime = Duration.seconds(60)

    /// The kernel.
    private let calls: SendCalls
    /// Until when runs are split.
    private var splitsUntil = Instant(nanoseconds: .min)
    /// What became of all messages.
    var counters = UDPSendCounters()

    init(calls: SendCalls) {
        self.calls = calls
    }

    /// Sends from the front until the batch is empty or the kernel takes no more.
    mutating func transmit(_ batch: inout SendBatch, at now: Instant) {
        while !batch.isEmpty {
            let code = step(&batch, at: now)
            if code == EAGAIN {
                counters.blockings += 1
                return
            }
            if code != 0 {
                counters.drop(SendDropReason(code: code))
                batch.removeFirst()
            }
        }
    }

    /// One call to the kernel, or two; takes off what was sent. Returns 0 or why the first message was not sent.
    private mutating func step(_ batch: inout SendBatch, at now: Instant) -> Int32 {
        let limit = min(batch.count, Self.messagesPerCall)
        let whole = now < splitsUntil ? batch.plainPrefix(atMost: limit) : limit
        guard whole > 0 else { return sendSegment(of: &batch) }
        let sent = calls.messages(batch, whole)
        guard sent <= 0 else {
            batch.removeSent(sent, counting: &counters)
            return 0
        }
        // The kernel never takes none without a reason; if it did, room is the likeliest one.
        let code = sent < 0 ? Int32(clamping: -sent) : EAGAIN
        guard batch.segmentSize(at: 0) > 0, code == EIO || code == EINVAL || code == EMSGSIZE else {
            return code
        }
        let codeAlone = sendSegment(of: &batch)
        if codeAlone == 0 {
            counters.refusedRuns += 1
            splitsUntil = now.advanced(by: Self.splitTime)
        }
        return codeAlone
    }

    /// Sends the first datagram of the run that is first, and takes it off. Returns 0 or an error number.
    private mutating func sendSegment(of batch: inout SendBatch) -> Int32 {
        let size = min(batch.segmentSize(at: 0), batch.payload(at: 0).byteCount)
        let sent = calls.part(batch, size)
        guard sent >= 0 else { return Int32(clamping: -sent) }
        counters.datagrams += 1
        counters.bytes += size
        if size == batch.payload(at: 0).byteCount { counters.messages += 1 }
        batch.trimFront(size)
        return 0
    }
}
