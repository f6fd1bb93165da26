internal import RTP
internal import Timing

/// What is kept of a packet that left for one peer, in eight octets.
struct SentPacket: Sendable {
    /// What feedback said of a packet. Later words outdo earlier ones: a packet called lost may have been late.
    enum Fate: UInt8, Sendable {
        /// Nothing yet.
        case unknown
        /// That it had not arrived.
        case missing
        /// That it had.
        case arrived
    }

    /// When it left.
    let time: SentTime
    /// How many octets it had, and in the highest bit whether it was part of a probe.
    private var size: UInt16
    /// The high bits of its number, those that no slot of a log tells; 0xFF of a packet without one.
    private let tag: UInt8
    /// What feedback said of it.
    var fate = Fate.unknown

    /// A packet, with its number if it has one.
    @inline(__always)
    init(_ number: SequenceNumber?, byteCount: Int, at time: SentTime) {
        self.time = time
        size = UInt16(truncatingIfNeeded: min(byteCount, 0x7FFF))
        tag = number.map(Self.tag) ?? 0xFF
    }

    /// No packet.
    static let none = SentPacket(nil, byteCount: 0, at: SentTime(.zero))

    /// How many octets it had.
    var byteCount: Int { Int(size & 0x7FFF) }

    /// Whether it was part of a probe.
    var isProbe: Bool {
        get { size & 0x8000 != 0 }
        set { size = size & 0x7FFF | (newValue ? 0x8000 : 0) }
    }

    /// Whether it has a number.
    @inline(__always) var isNumbered: Bool { tag != 0xFF }

    /// Whether a number is its own, which has the same low bits.
    func has(_ number: SequenceNumber) -> Bool { tag == Self.tag(number) }

    /// Six bits of a number are above those of a slot.
    @inline(__always)
    private static func tag(_ number: SequenceNumber) -> UInt8 {
        UInt8(truncatingIfNeeded: number.value >> 10)
    }
}
