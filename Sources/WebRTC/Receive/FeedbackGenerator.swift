public import Bytes
public import RTP
public import Timing

/// Remembers when each packet of a transport came, and tells its sender (transport-wide congestion control,
/// draft-holmer-rmcat-transport-wide-cc-extensions-01).
///
/// A message speaks of all packets from the first that no message spoke of to the newest. A packet that comes after
/// a message called it lost is spoken of again, with all behind it: senders take the later word, and libwebrtc's
/// receiver does the same.
///
/// Invariants:
/// 1. `newest - window < next <= newest + 1`.
/// 2. A slot of `arrivals` holds the time of the one packet within the window that it can stand for, or `.min`.
public struct FeedbackGenerator: Sendable {
    /// When each of the last packets came, in nanoseconds of the axis; `.min` for those that did not.
    private var arrivals: [Int64]
    /// The newest packet.
    private var newest: ExtendedSequenceNumber?
    /// The first packet that no message spoke of.
    private var next: Int64 = 0
    /// How many packets came that no message spoke of.
    private var pending = 0
    /// When the next message is due; `nil` while nothing came.
    public private(set) var nextDeadline: Instant?
    /// Counts the messages, modulo 256.
    private var messageCount: UInt8 = 0
    /// The source of the newest packet.
    private var source = SSRC(0)
    /// The message's maker; it keeps its memory.
    private var builder = TransportFeedbackBuilder(maximumByteCount: FeedbackGenerator.maximumByteCount)
    /// How often messages leave.
    private let interval: Duration

    /// How many packets are remembered: a fifth of a second at 50 Mb/s.
    private static let window: Int64 = 1024
    /// How many packets make a message leave at once.
    private static let batch = 128
    /// The longest message: it fits in a datagram behind a report.
    public static let maximumByteCount = 1000

    /// A generator whose messages leave every `interval`, while packets come. libwebrtc sends them every 50 to 250 ms,
    /// by rate; at 50 ms they cost about 15 kb/s, and its estimator reacts soonest.
    public init(interval: Duration = .milliseconds(50)) {
        self.interval = interval
        arrivals = Array(repeating: .min, count: Int(Self.window))
    }

    /// Takes note of a packet. One whose number is more than a window off begins anew.
    public mutating func handle(_ sequence: TransportSequence, of source: SSRC, at now: Instant) {
        self.source = source
        let place = newest.map { ExtendedSequenceNumber(sequence.number, near: $0) }
        switch place.map({ $0.value - (newest?.value ?? 0) }) {
        case .some(let distance) where abs(distance) < Self.window:
            if let place { note(place.value, ahead: distance, at: now) }
        default:
            begin(at: sequence.number, at: now)
        }
        if pending >= Self.batch || sequence.request != nil {
            nextDeadline = now
        } else if nextDeadline == nil, pending > 0 {
            nextDeadline = now.advanced(by: interval)
        }
    }

    /// Writes one message of what is due. `false` when nothing is; call it again until then, each time with room
    /// for `maximumByteCount` octets.
    public mutating func write(sender: SSRC, at now: Instant, to writer: inout ByteWriter) -> Bool {
        guard let deadline = nextDeadline, deadline <= now, let newest else { return false }
        gather(through: newest.value)
        builder.write(sender: sender, source: source, feedbackCount: messageCount, to: &writer)
        messageCount &+= 1
        if pending == 0 { nextDeadline = nil }
        return true
    }

    private mutating func note(_ place: Int64, ahead: Int64, at now: Instant) {
        if ahead > 0 {
            forget(place - ahead + 1...place)
            newest = ExtendedSequenceNumber(place)
            next = max(next, place - Self.window + 1)
        }
        // The first word counts: a packet that comes twice came the first time.
        guard arrivals[Self.slot(place)] == .min else { return }
        arrivals[Self.slot(place)] = now.nanoseconds
        next = min(next, place)
        pending += 1
    }

    private mutating func begin(at number: SequenceNumber, at now: Instant) {
        arrivals = Array(repeating: .min, count: Int(Self.window))
        let place = ExtendedSequenceNumber(first: number)
        newest = place
        next = place.value
        arrivals[Self.slot(place.value)] = now.nanoseconds
        pending = 1
    }

    /// Makes room for places that come round again.
    private mutating func forget(_ places: ClosedRange<Int64>) {
        for place in places { arrivals[Self.slot(place)] = .min }
    }

    /// Fills the builder from `next` on until it is full, and moves `next` behind what it took.
    private mutating func gather(through newest: Int64) {
        var place = next
        builder.begin(at: ExtendedSequenceNumber(next).number)
        while place <= newest {
            let arrival = arrivals[Self.slot(place)]
            if arrival != .min {
                let number = ExtendedSequenceNumber(place).number
                guard builder.add(number, at: Instant(nanoseconds: arrival)) else { break }
            }
            place += 1
        }
        next = place
        pending = (place...newest + 1).dropLast().count { arrivals[Self.slot($0)] != .min }
    }

    private static func slot(_ place: Int64) -> Int {
        Int(place & (window - 1))
    }
}
