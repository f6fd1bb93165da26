internal import Bytes

/// A `moof` that was read, and whether its data are there whole.
///
/// A recording that ended with the power ends somewhere in a fragment; the last that `all(in:)` gives is the last that
/// can be played.
public struct ReadFragment: Hashable, Sendable {
    /// Its number.
    public let sequence: UInt32
    /// What it carries.
    public let runs: [ReadRun]
    /// Where the `moof` begins, and where its data end.
    public let range: Range<Int>

    /// The fragments of a file or of a part, in order, up to the first that is not whole.
    public static func all(in bytes: RawSpan) -> [ReadFragment] {
        let boxes = Box.all(in: bytes)
        return zip(boxes, boxes.dropFirst()).compactMap { moof, data in
            guard moof.type == "moof", data.type == "mdat" else { return nil }
            return ReadFragment(bytes.extracting(moof.contents), moof.start..<data.contents.upperBound)
        }
    }

    /// Reads the contents of a `moof`; `range` is from its beginning to the end of its data.
    init?(_ moof: RawSpan, _ range: Range<Int>) {
        guard let head = Box.find(["mfhd"], in: moof) else { return nil }
        var reader = ByteReader(head)
        guard reader.skip(4), let sequence = reader.readUInt32() else { return nil }
        var runs: [ReadRun] = []
        var most = min(range.count, Self.mostSamples)
        for box in Box.all(in: moof) where box.type == "traf" {
            guard let run = ReadRun(moof.extracting(box.contents), most: most), Self.fits(run, range) else {
                return nil
            }
            most -= run.samples.count
            runs.append(run)
        }
        self.sequence = sequence
        self.runs = runs
        self.range = range
    }

    /// The most samples that are read, 20 minutes of Opus, if there are as many octets: a few octets may say that there are
    /// thousands of samples that are all alike (§8.8.8).
    private static let mostSamples = 65_536

    /// Whether a run's samples lie inside the fragment.
    private static func fits(_ run: ReadRun, _ range: Range<Int>) -> Bool {
        let byteCount = run.samples.reduce(0) { $0 + Int($1.byteCount) }
        return run.dataOffset >= 0 && Int(run.dataOffset) + byteCount <= range.count
    }
}
