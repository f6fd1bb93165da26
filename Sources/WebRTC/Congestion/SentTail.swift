internal import RTP
internal import Timing

/// What left for one peer and is not in its log yet.
///
/// It lies in the peer's row, which the fan-out has at hand. The log is in no cache by then: to wait for its memory at each
/// peer's turn cost a tenth of all that a packet costs. So packets are taken there some at a time, and before anybody looks.
///
/// Invariant: those that have numbers have consecutive ones, from `firstNumber` on.
struct SentTail: Sendable {
    /// The number of the first that has one.
    private(set) var firstNumber = SequenceNumber(0)
    /// Whether there is such a one.
    private var isNumbered = false
    /// How many there are.
    private(set) var count = 0
    /// The packets, in order, and behind them what is of no meaning.
    private var room = InlineArray<32, SentPacket>(repeating: .none)

    /// Whether no more can be added.
    @inline(__always) var isFull: Bool { count == room.count }

    /// The packets, in order.
    var packets: Span<SentPacket> {
        @_lifetime(borrow self)
        get { room.span.extracting(0..<count) }
    }

    /// Adds a packet, for which there must be room, and whose number, if it has one, follows that of the last.
    @inline(__always)
    mutating func append(_ number: SequenceNumber?, byteCount: Int, at time: SentTime) {
        if let number, !isNumbered {
            firstNumber = number
            isNumbered = true
        }
        room[count] = SentPacket(number, byteCount: byteCount, at: time)
        count += 1
    }

    /// Forgets all.
    mutating func removeAll() {
        count = 0
        isNumbered = false
    }
}
