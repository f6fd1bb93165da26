public import RTP
public import Timing

/// What was sent under the last transport-wide numbers, until feedback says what became of it.
///
/// Eight octets a packet, in a ring that the number's low bits index: there are thousands of these, and each packet to
/// each viewer is written into one. So it stands apart from the estimator that reads it, and notes no more than what
/// nobody could tell afterwards.
///
/// Invariant: a slot whose `tag` is the number's high bits is the packet's, unless 65,536 were sent since.
public struct SentLog: Sendable {
    /// One packet.
    struct Entry: Sendable {
        /// When it left, in units of 64 µs, which wrap after three days.
        fileprivate var time: UInt32 = 0
        /// How many octets it had, and in the highest bit whether it was part of a probe.
        fileprivate var size: UInt16 = 0
        /// The high bits of its number; a slot that nothing is known of has none that fits.
        fileprivate var tag: UInt8 = 0xFF
        /// What feedback said of it.
        var fate = Fate.unknown

        /// How many octets it had.
        var byteCount: Int { Int(size & 0x7FFF) }
        /// Whether it was part of a probe.
        var isProbe: Bool { size & 0x8000 != 0 }
    }

    /// What feedback said of a packet. Later words outdo earlier ones: a packet called lost may have been late.
    enum Fate: UInt8, Sendable {
        /// Nothing yet.
        case unknown
        /// That it had not arrived.
        case missing
        /// That it had.
        case arrived
    }

    /// The packets; empty where nobody will tell of them.
    private var entries: [Entry]
    /// How many octets were sent.
    private(set) var octets: UInt64 = 0
    /// How fast.
    private(set) var sending = RateMeter(span: .milliseconds(500))
    /// How many octets the probe that is under way has yet to send, and how many packets it had.
    private(set) var probe: (octetsLeft: Int, packets: Int) = (0, 0)

    /// A second at 10 Mb/s, which feedback is never late by: reports leave every 50 to 250 ms.
    private static let capacity = 1024
    private static let nanosecondsPerUnit: Int64 = 64_000

    /// A log of nothing yet, for who will be told what became of packets (`isKept`), or will not.
    public init(isKept: Bool = true) {
        entries = isKept ? [Entry](repeating: Entry(), count: Self.capacity) : []
    }

    /// Whether anything is noted.
    @inline(__always) var isKept: Bool { !entries.isEmpty }

    /// Notes what leaves. `count(_:at:)` has to be told too.
    @inline(__always)
    public mutating func add(_ number: SequenceNumber, byteCount: Int, at now: Instant) {
        var entry = Entry()
        let isProbe = probe.octetsLeft > 0
        if isProbe {
            probe.octetsLeft -= byteCount
            probe.packets += 1
        }
        entry.time = UInt32(truncatingIfNeeded: now.nanoseconds / Self.nanosecondsPerUnit)
        entry.size = UInt16(clamping: min(byteCount, 0x7FFF)) | (isProbe ? 0x8000 : 0)
        entry.tag = Self.tag(number)
        entries[Self.slot(number)] = entry
    }

    /// Counts what left, of one packet or of some that left together.
    @inline(__always)
    public mutating func count(_ byteCount: Int, at now: Instant) {
        octets &+= UInt64(byteCount)
        sending.add(byteCount, at: now)
    }

    /// Lets the next so many octets be a probe.
    mutating func beginProbe(octets: Int) { probe = (octets, 0) }

    /// Lets nothing more be part of a probe.
    mutating func endProbe() { probe.octetsLeft = 0 }

    /// The packet of a number; `nil` when it is forgotten, or was never sent.
    func entry(_ number: SequenceNumber) -> Entry? {
        guard isKept else { return nil }
        let entry = entries[Self.slot(number)]
        return entry.tag == Self.tag(number) ? entry : nil
    }

    /// Remembers what feedback said of a packet.
    mutating func mark(_ number: SequenceNumber, _ fate: Fate) {
        guard entry(number) != nil else { return }
        entries[Self.slot(number)].fate = fate
    }

    /// When a packet left, in microseconds, seen from about now.
    static func microseconds(of entry: Entry, near now: Instant) -> Int64 {
        let present = now.nanoseconds / nanosecondsPerUnit
        let age = Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: present) &- entry.time))
        return (present - age) * nanosecondsPerUnit / 1000
    }

    private static func slot(_ number: SequenceNumber) -> Int { Int(number.value) & (capacity - 1) }
    /// Six bits of the number are above the slot's.
    private static func tag(_ number: SequenceNumber) -> UInt8 { UInt8(number.value >> 10) }
}
