internal import Bytes

/// How an AAC decoder is set up: its AudioSpecificConfig, and what that says (ISO 14496-3 §1.6.2.1).
public struct AACConfiguration: Hashable, Sendable {
    /// The AudioSpecificConfig as it came.
    public let record: [UInt8]
    /// 2 is AAC-LC, 5 HE-AAC, 29 HE-AAC v2.
    public let objectType: UInt8
    /// Samples a second that a decoder puts out.
    public let sampleRate: Int
    /// How many channels there are.
    public let channelCount: Int

    /// Samples of one channel in an access unit; HE-AAC puts out twice as many at twice the rate.
    public static let samplesPerUnit = 1024

    /// Reads an AudioSpecificConfig; `nil` when it cannot be right, or when its channels are told elsewhere.
    public init?(record: [UInt8]) {
        var bits = BitReader(record.bytes)
        guard record.count <= 64, let type = Self.readObjectType(&bits), let rate = Self.readRate(&bits),
            let layout = bits.read(4), 1...7 ~= layout
        else { return nil }
        self.record = record
        objectType = type
        channelCount = layout == 7 ? 8 : Int(layout)
        guard type == 5 || type == 29 else {
            sampleRate = rate
            return
        }
        guard let extended = Self.readRate(&bits) else { return nil }
        sampleRate = extended
    }

    /// AAC-LC.
    public init?(sampleRate: Int, channelCount: Int) {
        guard let index = Self.rates.firstIndex(of: sampleRate), 1...6 ~= channelCount else { return nil }
        let packed = 2 << 11 | UInt16(index) << 7 | UInt16(channelCount) << 3
        self.init(record: [UInt8(packed >> 8), UInt8(packed & 0xFF)])
    }

    private static let rates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    private static func readObjectType(_ bits: inout BitReader) -> UInt8? {
        guard let type = bits.read(5) else { return nil }
        guard type == 31 else { return type == 0 ? nil : UInt8(truncatingIfNeeded: type) }
        return bits.read(6).map { 32 + UInt8(truncatingIfNeeded: $0) }
    }

    private static func readRate(_ bits: inout BitReader) -> Int? {
        guard let index = bits.read(4) else { return nil }
        if index < rates.count { return rates[Int(index)] }
        guard index == 15, let rate = bits.read(24), 1...192_000 ~= rate else { return nil }
        return Int(rate)
    }

    /// `mp4a.40.2` and the like: object type 0x40, which is MPEG-4 audio, and which kind of it.
    public var codecString: String { "mp4a.40.\(objectType)" }
}
