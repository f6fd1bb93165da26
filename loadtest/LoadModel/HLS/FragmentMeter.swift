internal import Bytes
internal import MP4
internal import Timing

/// Whether the media of a rendition is what its playlist says: samples that follow one another without a gap, for as long as is
/// written there, from one on that can be decoded by itself.
///
/// Only fragmented MP4 is looked into (ISO 14496-12 §8.8); of a transport stream nothing is known.
struct FragmentMeter {
    /// Ticks a second; `nil` before the first initialisation section.
    private var timescale: Double?
    /// Where the next piece is to begin, in ticks; `nil` where it may begin anywhere.
    private var next: UInt64?
    /// Whether everything hangs on a sample that was not there.
    private var needsSync = true
    /// Samples that could be decoded, and those that could not for want of one before.
    private(set) var decodable = 0, undecodable = 0
    /// Pieces that did not follow the one before, or lasted longer or shorter than it is written.
    private(set) var faults = 0

    /// The last sample of a piece may be guessed, and numbers in playlists are rounded.
    private static let tolerance = 0.1
    private static let gap = 0.01

    /// What segments begin with from now on.
    mutating func handleInitialization(_ bytes: [UInt8]) {
        let index = FragmentIndex(byteCount: bytes.count) { range in
            range.upperBound <= bytes.count ? ByteSlice(Array(bytes[range])) : nil
        }
        timescale = index?.timescale.map(Double.init)
        next = nil
    }

    /// What comes next has nothing to do with what came before.
    mutating func leap() {
        next = nil
        needsSync = true
    }

    /// A segment, or a part of one. Fewer samples than octets are read of it, so that their ticks can be added up.
    mutating func handleMedia(_ bytes: [UInt8], lasting duration: Duration) {
        guard let timescale else { return }
        let runs = ReadFragment.all(in: bytes.bytes).compactMap(\.runs.first)
        guard !runs.isEmpty else { return }
        var ticks: UInt64 = 0
        for run in runs {
            let length = run.samples.reduce(UInt64(0)) { $0 + UInt64($1.duration) }
            if let time = run.decodeTime {
                if let next, Self.distance(time, next) > timescale * Self.gap { faults += 1 }
                next = time &+ length
            }
            ticks += length
            count(run)
        }
        if abs(Double(ticks) / timescale - duration.seconds) > Self.tolerance { faults += 1 }
    }

    private mutating func count(_ run: ReadRun) {
        for sample in run.samples {
            if sample.isSync { needsSync = false }
            if needsSync { undecodable += 1 } else { decodable += 1 }
        }
    }

    private static func distance(_ one: UInt64, _ other: UInt64) -> Double {
        Double(one > other ? one - other : other - one)
    }
}
