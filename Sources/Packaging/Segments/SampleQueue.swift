internal import MP4
internal import Media

/// Knows how long each unit lasts, which its successor tells, and fills what is missing in between.
struct SampleQueue {
    /// Ticks a second.
    let rate: Int64
    /// The unit whose successor has not come.
    private(set) var pending: TimedUnit?

    /// A 20 ms packet of silence, mono, CELT at full band (RFC 6716 §3.1, config 31): what encoders put out for zeros.
    private static let silence: [UInt8] = [0xF8, 0xFF, 0xFE]
    /// Its ticks.
    private static let silenceDuration: Int64 = 960
    /// The most of it that is put in a row: twelve seconds. A track that is a second behind the leader is cut with it, so
    /// that no pause within a segment is longer; beyond it one sample would last longer than a part may.
    private static let mostSilence = 600

    init(rate: Int64) {
        self.rate = rate
    }

    /// Takes a unit; hands out the one before with what fills the time between, each with when it is decoded.
    mutating func append(_ next: TimedUnit) -> [(sample: Sample, time: Int64)] {
        defer { pending = next }
        return flush(until: next.isJump ? nil : next.unit.decodeTime)
    }

    /// Hands out the unit that waits. It lasts until `end`; or, when that is not known, as long as it says itself or as
    /// the usual one does.
    mutating func flush(until end: Int64?, usual: Int64 = 1) -> [(sample: Sample, time: Int64)] {
        guard let pending else { return [] }
        self.pending = nil
        let unit = pending.unit
        let told = max((end ?? unit.decodeTime + (unit.duration ?? usual)) - unit.decodeTime, 1)
        var samples: [(sample: Sample, time: Int64)] = []
        var left = told
        // Sound that pauses (DTX, loss) is followed by silence, since a decoder does not stretch what it has.
        if case .opus = pending.configuration, let own = unit.duration, told >= own + Self.silenceDuration {
            let count = min(Int((told - own) / Self.silenceDuration), Self.mostSilence)
            let last = told - own - Int64(count - 1) * Self.silenceDuration
            samples.append((Self.sample(unit, own), unit.decodeTime))
            for index in 0..<count {
                let time = unit.decodeTime + own + Int64(index) * Self.silenceDuration
                let isLast = index == count - 1
                samples.append(
                    (
                        Sample(
                            Self.silence, duration: UInt32(clamping: isLast ? last : Self.silenceDuration)),
                        time
                    ))
            }
            left = 0
        }
        return left > 0 ? [(Self.sample(unit, left), unit.decodeTime)] : samples
    }

    private static func sample(_ unit: AccessUnit, _ duration: Int64) -> Sample {
        Sample(
            unit.bytes, duration: UInt32(clamping: duration), compositionOffset: unit.compositionOffset,
            isSync: unit.isSync)
    }
}
