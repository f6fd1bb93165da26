internal import Bytes
internal import MP4

/// Gathers samples until they are a part.
struct PartBuilder {
    /// The samples so far, when the first is decoded, and how long they last; ticks of the track.
    private(set) var samples: [Sample] = []
    private(set) var start: Int64 = 0
    private(set) var duration: Int64 = 0
    /// The number of the next fragment.
    private var sequence: UInt32 = 1

    /// Whether there is nothing.
    var isEmpty: Bool { samples.isEmpty }

    /// Adds a sample that is decoded at `time`.
    mutating func append(_ sample: Sample, at time: Int64) {
        if samples.isEmpty { start = time }
        samples.append(sample)
        duration += Int64(sample.duration)
    }

    /// The part of what was gathered; begins anew. Call it when there is something.
    mutating func finish(beginsSegment: Bool, reference: ReferenceTime?) -> Part {
        let run = Run(track: 1, decodeTime: UInt64(max(start, 0)), samples: samples)
        let bytes = Fragment(
            sequence: sequence, runs: [run], beginsSegment: beginsSegment, reference: reference
        ).bytes
        let others = samples.dropFirst().reduce(0) { $0 + $1.bytes.count }
        let part = Part(
            bytes: ByteSlice(bytes), duration: duration, isIndependent: samples.contains { $0.isSync },
            keyframeByteCount: samples[0].isSync ? bytes.count - others : nil)
        sequence &+= 1
        samples.removeAll(keepingCapacity: true)
        duration = 0
        return part
    }
}
