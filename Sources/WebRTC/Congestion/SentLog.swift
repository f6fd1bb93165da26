public import RTP
public import Timing

/// What was sent under the last transport-wide numbers, until feedback says what became of it.
///
/// Eight octets a packet, in a ring that the number's low bits index: there are thousands of these, and each packet to
/// each viewer is written into one. So it stands apart from the estimator that reads it, and notes no more than what
/// nobody could tell afterwards.
///
/// Invariants:
/// 1. A packet in the ring that has a number's high bits is that number's, unless 65,536 were sent since.
/// 2. Nobody else has this part of the memory. A copy of a log is the same log.
public struct SentLog {
    /// Where the ring is; `nil` where nobody will tell of packets.
    private let memory: SentPackets?
    /// Where it begins there.
    private let base: Int
    /// How many octets were sent.
    private(set) var octets: UInt64 = 0
    /// How fast.
    private(set) var sending = RateMeter(span: .milliseconds(500))
    /// How many octets the probe that is under way has yet to send, and how many packets it had.
    private(set) var probe: (octetsLeft: Int, packets: Int) = (0, 0)

    /// A log of nothing yet, for who will be told what became of packets.
    public init() { self.init(in: SentPackets(), at: 0) }

    /// The same, one of those in `memory`; without it, for who will not be told.
    init(in memory: SentPackets?, at index: Int) {
        self.memory = memory
        base = index * SentPackets.perLog
        guard let memory else { return }
        for slot in base..<base + SentPackets.perLog { memory.packets[slot] = .none }
    }

    /// Takes note of a packet that leaves; where packets have numbers that are told of, with its number.
    public mutating func add(_ number: SequenceNumber?, byteCount: Int, at now: Instant) {
        var tail = SentTail()
        tail.append(number, byteCount: byteCount, at: SentTime(now))
        add(tail.packets, from: tail.firstNumber, near: now)
    }

    /// Takes note of packets that left of late. Those that have numbers have consecutive ones, from `first` on.
    mutating func add(_ tail: Span<SentPacket>, from first: SequenceNumber, near now: Instant) {
        // Packets of one moment are counted together.
        var (time, byteCount) = (SentTime(now), 0)
        for index in tail.indices {
            if tail[index].time != time {
                count(byteCount, at: time.instant(near: now))
                (time, byteCount) = (tail[index].time, 0)
            }
            byteCount += tail[index].byteCount
        }
        count(byteCount, at: time.instant(near: now))
        if let memory { keep(tail, from: first, in: &memory.packets) }
    }

    private mutating func keep(
        _ tail: Span<SentPacket>, from first: SequenceNumber, in ring: inout InlineArray<8192, SentPacket>
    ) {
        var number = first
        for index in tail.indices where tail[index].isNumbered {
            let slot = slot(number)
            ring[slot] = tail[index]
            if probe.octetsLeft > 0 {
                probe.octetsLeft -= tail[index].byteCount
                probe.packets += 1
                ring[slot].isProbe = true
            }
            number = number.next
        }
    }

    private mutating func count(_ byteCount: Int, at now: Instant) {
        guard byteCount > 0 else { return }
        octets &+= UInt64(byteCount)
        sending.add(byteCount, at: now)
    }

    /// Lets the next so many octets be a probe.
    mutating func beginProbe(octets: Int) { probe = (octets, 0) }

    /// Lets nothing more be part of a probe.
    mutating func endProbe() { probe.octetsLeft = 0 }

    /// The packet of a number; `nil` when it is forgotten, or was never sent.
    func packet(_ number: SequenceNumber) -> SentPacket? {
        guard let packet = memory?.packets[slot(number)] else { return nil }
        return packet.has(number) ? packet : nil
    }

    /// Remembers what feedback said of a packet.
    mutating func mark(_ number: SequenceNumber, _ fate: SentPacket.Fate) {
        guard packet(number) != nil else { return }
        memory?.packets[slot(number)].fate = fate
    }

    private func slot(_ number: SequenceNumber) -> Int {
        base + Int(number.value) & (SentPackets.perLog - 1)
    }
}
