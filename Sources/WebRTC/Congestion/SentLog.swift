internal import RTP
internal import Timing

/// What was sent under the last transport-wide numbers, until feedback says what became of it.
///
/// Eight octets a packet, in a ring that the number's low bits index: there are thousands of these.
///
/// Invariant: a slot whose `tag` is the number's high bits is the packet's, unless 65,536 were sent since.
struct SentLog: Sendable {
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

    /// The packets.
    private var entries = [Entry](repeating: Entry(), count: SentLog.capacity)

    /// A second at 10 Mb/s, which feedback is never late by: reports leave every 50 to 250 ms.
    private static let capacity = 1024
    private static let nanosecondsPerUnit: Int64 = 64_000

    /// Notes what leaves.
    mutating func add(_ number: SequenceNumber, byteCount: Int, isProbe: Bool, at now: Instant) {
        var entry = Entry()
        entry.time = UInt32(truncatingIfNeeded: now.nanoseconds / Self.nanosecondsPerUnit)
        entry.size = UInt16(clamping: min(byteCount, 0x7FFF)) | (isProbe ? 0x8000 : 0)
        entry.tag = Self.tag(number)
        entries[Self.slot(number)] = entry
    }

    /// The packet of a number; `nil` when it is forgotten, or was never sent.
    func entry(_ number: SequenceNumber) -> Entry? {
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
