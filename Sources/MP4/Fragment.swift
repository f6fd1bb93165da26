/// A movie fragment and its data: what a part of a segment is made of (ISO 14496-12 §8.8).
///
///     [styp] [prft] moof ─ mfhd, traf (one a run) ─ tfhd, tfdt, trun
///     mdat
///
/// Every `traf` says all by itself, data are addressed from the start of the `moof`, and `tfdt` is always there, so a
/// fragment can be served and played alone (RFC 8216bis §3.1.2).
public struct Fragment: Sendable {
    /// The number of the fragment, rising from 1 in each file.
    public var sequence: UInt32
    /// What it carries; at most one run a track. Never empty.
    public var runs: [Run]
    /// Whether a segment begins with it, so that the segment's brands come first.
    public var beginsSegment: Bool
    /// When its first sample was captured.
    public var reference: ReferenceTime?

    /// What the boxes around the samples take at most.
    private static let headRoom = 256

    /// A fragment of at least one run.
    public init(sequence: UInt32, runs: [Run], beginsSegment: Bool = false, reference: ReferenceTime? = nil) {
        precondition(!runs.isEmpty, "a fragment carries something")
        self.sequence = sequence
        self.runs = runs
        self.beginsSegment = beginsSegment
        self.reference = reference
    }

    /// Its octets.
    public var bytes: [UInt8] {
        var writer = BoxWriter()
        let sampleCount = runs.reduce(0) { $0 + $1.samples.count }
        writer.reserve(runs.reduce(0) { $0 + $1.byteCount } + 16 * sampleCount + Self.headRoom)
        if beginsSegment { Self.writeBrands(to: &writer) }
        reference?.write(to: &writer)
        let start = writer.bytes.count
        var offsets: [Int] = []
        writer.box("moof") { moof in
            moof.box("mfhd", flags: 0) { $0.write(sequence) }
            for run in runs {
                moof.box("traf") { traf in offsets.append(RunBoxes.write(run, to: &traf)) }
            }
        }
        var place = writer.bytes.count - start + 8
        for (run, offset) in zip(runs, offsets) {
            writer.replace(UInt32(truncatingIfNeeded: place), at: offset)
            place += run.byteCount
        }
        writer.box("mdat") { mdat in
            for run in runs { for sample in run.samples { mdat.write(sample.bytes) } }
        }
        return writer.bytes
    }

    private static func writeBrands(to writer: inout BoxWriter) {
        writer.box("styp") { box in
            box.write(("msdh" as FourCC).value)
            box.write(0 as UInt32)
            for brand in ["msdh", "cmfs", "cmff"] as [FourCC] { box.write(brand.value) }
        }
    }
}
