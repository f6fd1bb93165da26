internal import CodecBridge
internal import Media

/// Makes AAC-LC of Opus.
///
/// Times in and out are ticks of 48 kHz on one timeline, so that what is heard of a unit is heard when it was before: the
/// encoder's delay is taken off. A little that is missing is silence; after more of it the encoder begins anew.
final class SoundJob: Job {
    /// How many bits a second it makes.
    private let bitsPerSecond: Int
    /// Decodes, and encodes; `nil` before the first unit.
    private var decoder: OpusDecoder?
    private var encoder: AACEncoder?
    /// Samples that are not encoded yet, left and right in turn, and when the first of them is heard.
    private var samples: [Float] = []
    private var start: Int64 = 0

    /// How far a unit may be from where the last one ends, for clocks that are not quite alike: 5 ms.
    private static let tolerance: Int64 = 240
    /// The longest silence that is put in.
    private static let longestSilence: Int64 = 96_000
    private static let channelCount = 2

    init(bitsPerSecond: Int) {
        self.bitsPerSecond = bitsPerSecond
    }

    func take(_ format: BridgeFormat) -> [BridgeMessage] {
        guard format.codec == .opus else {
            return [.trouble("nothing here makes AAC of \(format.codec.rawValue)")]
        }
        decoder = OpusDecoder()
        return []
    }

    func take(_ unit: AccessUnit) -> [BridgeMessage] {
        // Bounded, so that no sum of times leaves 64 bits.
        guard unit.decodeTime.magnitude < 1 << 48, let decoder else {
            return [.trouble("sound comes out of turn")]
        }
        guard var decoded = decoder.decode(unit.bytes) else { return [.trouble("sound cannot be decoded")] }
        var messages: [BridgeMessage] = []
        let end = start + Int64(samples.count / Self.channelCount)
        let gap = unit.decodeTime - end
        if encoder == nil || gap > Self.longestSilence || gap < -Self.longestSilence {
            messages = begin(at: unit.decodeTime)
        } else if gap > Self.tolerance {
            samples += [Float](repeating: 0, count: Int(gap) * Self.channelCount)
        } else if gap < -Self.tolerance {
            decoded.removeFirst(min(Int(-gap) * Self.channelCount, decoded.count))
        }
        samples += decoded
        return messages + encode()
    }

    /// What is left is less than a unit, and nobody misses the end of a stream that short.
    func finish() -> [BridgeMessage] { [] }

    private func begin(at time: Int64) -> [BridgeMessage] {
        samples = []
        start = time
        encoder = AACEncoder(bitsPerSecond: bitsPerSecond)
        guard let encoder else { return [.trouble("there is no encoder of AAC")] }
        return [.format(BridgeFormat(.aac, record: encoder.record))]
    }

    private func encode() -> [BridgeMessage] {
        let size = AACConfiguration.samplesPerUnit
        var messages: [BridgeMessage] = []
        var used = 0
        while samples.count - used >= size * Self.channelCount {
            let units = encoder?.encode(samples[used..<used + size * Self.channelCount], at: start) ?? []
            messages += units.map { .unit($0) }
            used += size * Self.channelCount
            start += Int64(size)
        }
        samples.removeFirst(used)
        return messages
    }
}
