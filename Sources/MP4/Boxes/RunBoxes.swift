/// The boxes of a `traf`: `tfhd`, `tfdt` and one `trun` (ISO 14496-12 §8.8.7, §8.8.8, §8.8.12).
///
/// What all samples share is told once, in `tfhd`; a video run's usual keyframe in front is told by the flags of the
/// first sample.
enum RunBoxes {
    /// Writes them, and says where the data's offset must be filled in.
    static func write(_ run: Run, to traf: inout BoxWriter) -> Int {
        let first = run.samples[0]
        let others = run.samples.dropFirst()
        let duration = others.allSatisfy { $0.duration == first.duration } ? first.duration : nil
        let rest = others.first?.flags ?? first.flags
        let sharesFlags = others.allSatisfy { $0.flags == rest }
        traf.box("tfhd", flags: 0x020000 | (duration == nil ? 0 : 0x08) | 0x20) { box in
            box.write(run.track)
            if let duration { box.write(duration) }
            box.write(rest)
        }
        // Version 1: 64 bits, since 32 of a 90 kHz clock are half a day.
        traf.box("tfdt", version: 1, flags: 0) { $0.write(run.decodeTime) }
        var fields: Fields = [.dataOffset, .size]
        if duration == nil { fields.insert(.duration) }
        if !sharesFlags {
            fields.insert(.flags)
        } else if first.flags != rest {
            fields.insert(.firstFlags)
        }
        if run.samples.contains(where: { $0.compositionOffset != 0 }) { fields.insert(.compositionOffset) }
        return write(run.samples, fields, to: &traf)
    }

    /// Version 1: offsets have a sign.
    private static func write(_ samples: [Sample], _ fields: Fields, to traf: inout BoxWriter) -> Int {
        var offset = 0
        traf.box("trun", version: 1, flags: fields.rawValue) { box in
            box.write(UInt32(truncatingIfNeeded: samples.count))
            offset = box.bytes.count
            box.write(0 as UInt32)
            if fields.contains(.firstFlags) { box.write(samples[0].flags) }
            for sample in samples {
                if fields.contains(.duration) { box.write(sample.duration) }
                box.write(UInt32(truncatingIfNeeded: sample.bytes.count))
                if fields.contains(.flags) { box.write(sample.flags) }
                if fields.contains(.compositionOffset) { box.write(sample.compositionOffset) }
            }
        }
        return offset
    }
}
