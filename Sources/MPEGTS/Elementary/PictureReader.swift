internal import Bytes
internal import Media

/// Makes units of PES packets of pictures, each of which is one.
///
/// Deviation: ISO 13818-1 §2.14 lets a PES packet have several pictures, or a part of one. Encoders at hand put one into
/// each, and only so each has its times.
struct PictureReader {
    /// What they are in.
    private let codec: Codec
    /// Learns the configuration; pictures that come before it are of no use.
    private var tracker: FormatTracker
    /// When the last was decoded, and how long it lasted.
    private var last: Int64?
    private var step: Int64 = 3_000

    /// By how much a picture may be shown after it is decoded, or before: more cannot be meant.
    private static let longestShift: Int64 = 10 * 90_000

    init(_ codec: Codec) {
        self.codec = codec
        tracker = FormatTracker(codec)
    }

    mutating func read(
        _ payload: RawSpan, _ head: PESPacket, on timeline: inout TransportTimeline,
        into units: inout [StreamUnit]
    ) {
        guard let time = head.decoded.map({ timeline.place($0) }) ?? last.map({ $0 + step }) else { return }
        if let last, 1...90_000 ~= time - last { step = time - last }
        last = time
        var shift: Int64 = 0
        if let shown = head.shown, let decoded = head.decoded {
            shift = TransportTimeline.distance(from: Int64(decoded), to: Int64(shown))
        }
        guard shift.magnitude <= Self.longestShift else { return }
        var unit = AccessUnit(
            ByteStream.lengthened(payload), decodeTime: time, compositionOffset: Int32(clamping: shift))
        guard tracker.prepare(&unit), let configuration = tracker.configuration else { return }
        units.append(
            StreamUnit(
                codec: codec, configuration: configuration, time: time,
                compositionTime: unit.compositionOffset,
                isKeyframe: unit.isSync, bytes: unit.bytes))
    }
}
