import MP4
import Media
import Simulation
import Testing

/// A clip as a file: one track, in fragments of so many samples.
struct Clip: Sendable, CustomTestStringConvertible {
    let file: SampleFile, codec: Codec
    /// Ticks a second, and ticks a sample.
    let timescale: UInt32, duration: UInt32

    var testDescription: String { file.rawValue }

    static let all = [
        Clip(file: .baseline, codec: .h264, timescale: 90_000, duration: 3000),
        Clip(file: .high, codec: .h264, timescale: 90_000, duration: 3000),
        Clip(file: .h265, codec: .h265, timescale: 90_000, duration: 3000),
        Clip(file: .vp8, codec: .vp8, timescale: 90_000, duration: 3000),
        Clip(file: .vp9, codec: .vp9, timescale: 90_000, duration: 3000),
        Clip(file: .av1, codec: .av1, timescale: 90_000, duration: 3000),
        Clip(file: .opus, codec: .opus, timescale: 48_000, duration: 960),
        Clip(file: .aac, codec: .aac, timescale: 48_000, duration: 1024),
    ]

    /// When pictures of the clip with pictures out of order are shown, later than they are decoded: I P B with one
    /// reordered picture makes two ticks of delay at most.
    private var offsets: [Int32] { file == .high ? [3000, 6000, 0, 3000, 3000] : [] }

    /// The track, and its samples.
    func track() -> (Track, [Sample])? {
        var tracker = FormatTracker(
            codec,
            configuration: codec == .aac
                ? AACConfiguration(sampleRate: 48_000, channelCount: 2).map { .aac($0) } : nil)
        let samples = file.units.enumerated().compactMap { index, bytes -> Sample? in
            var unit = AccessUnit(bytes, decodeTime: 0)
            guard tracker.prepare(&unit) else { return nil }
            return Sample(
                unit.bytes, duration: duration,
                compositionOffset: index < offsets.count ? offsets[index] : 0, isSync: unit.isSync)
        }
        guard let configuration = tracker.configuration else { return nil }
        return (Track(id: 1, timescale: timescale, configuration: configuration), samples)
    }

    /// The whole file, in fragments of two samples.
    func fragmented() -> [UInt8]? {
        guard let (track, samples) = track() else { return nil }
        var bytes = InitializationSegment.bytes(for: [track])
        for start in stride(from: 0, to: samples.count, by: 2) {
            let run = Run(
                track: 1, decodeTime: UInt64(start) * UInt64(duration),
                samples: Array(samples[start..<min(start + 2, samples.count)]))
            let reference = ReferenceTime(track: 1, ntpTime: 0xE9A8_0000_8000_0000, mediaTime: run.decodeTime)
            bytes +=
                Fragment(
                    sequence: UInt32(start / 2 + 1), runs: [run], beginsSegment: start == 0,
                    reference: reference
                ).bytes
        }
        return bytes
    }
}
