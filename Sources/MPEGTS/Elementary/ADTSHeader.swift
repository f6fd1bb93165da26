internal import Bytes
internal import Media

/// What is in front of a piece of AAC that has no container (ISO 14496-3 §1.A.2.2).
///
///     +--------------+-+--+-+--+------+-+---+----+-----------+------------+--+
///     | FFF          |I|00|A|PR| rate |P|chn|CCCC| length 13 | fullness 11|RD|
///     +--------------+-+--+-+--+------+-+---+----+-----------+------------+--+
struct ADTSHeader {
    /// The fewest octets of one.
    static let leastByteCount = 7

    /// What the decoder must know: the AudioSpecificConfig that says the same.
    let configuration: AACConfiguration
    /// How many octets the header has, and all with what it is in front of.
    let byteCount: Int, frameByteCount: Int

    /// Reads one; `nil` when it cannot be right, or has several pieces behind it.
    init?(_ bytes: RawSpan) {
        var bits = BitReader(bytes)
        guard bits.read(12) == 0xFFF, bits.skip(1), bits.read(2) == 0, let hasNoCheck = bits.readFlag(),
            let profile = bits.read(2), let rate = bits.read(4), bits.skip(1), let channels = bits.read(3),
            bits.skip(4), let length = bits.read(13), bits.skip(11), bits.read(2) == 0
        else { return nil }
        byteCount = hasNoCheck ? 7 : 9
        frameByteCount = Int(length)
        let record = (profile + 1) << 11 | rate << 7 | channels << 3
        guard frameByteCount > byteCount,
            let found = AACConfiguration(record: [
                UInt8(truncatingIfNeeded: record >> 8), UInt8(truncatingIfNeeded: record),
            ])
        else { return nil }
        configuration = found
    }

    /// One in front of so many octets; `nil` where it has no words for the configuration, or they are too many.
    static func written(_ configuration: AACConfiguration, byteCount: Int) -> [UInt8]? {
        var bits = BitReader(configuration.record.bytes)
        let length = byteCount + leastByteCount
        guard let type = bits.read(5), 1...4 ~= type, let rate = bits.read(4), rate < 13,
            let channels = bits.read(4),
            channels < 8, length < 1 << 13
        else { return nil }
        let head: UInt64 = 0xFFF1 << 40
        let told = UInt64(type - 1) << 38 | UInt64(rate) << 34 | UInt64(channels) << 30
        let all = head | told | UInt64(length) << 13 | 0x7FF << 2
        return (0..<leastByteCount).map { UInt8(truncatingIfNeeded: all >> UInt64(8 * (6 - $0))) }
    }
}
