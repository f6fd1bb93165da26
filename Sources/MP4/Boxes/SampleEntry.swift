internal import Media

/// What a sample description says of a codec: the entry, and the codec's own box in it (ISO 14496-12 §8.5.2).
enum SampleEntry {
    static func write(_ configuration: CodecConfiguration, to stsd: inout BoxWriter) {
        switch configuration {
        case .h264(let codec):
            writeVideo("avc1", configuration, to: &stsd) { $0.box("avcC") { $0.write(codec.record) } }
        case .h265(let codec):
            writeVideo("hvc1", configuration, to: &stsd) { $0.box("hvcC") { $0.write(codec.record) } }
        case .vp8(let codec): writeVideo("vp08", configuration, to: &stsd) { writeVP(codec, to: &$0) }
        case .vp9(let codec): writeVideo("vp09", configuration, to: &stsd) { writeVP(codec, to: &$0) }
        case .av1(let codec):
            writeVideo("av01", configuration, to: &stsd) { $0.box("av1C") { $0.write(codec.record) } }
        case .opus(let codec):
            writeAudio("Opus", configuration, to: &stsd) { $0.box("dOps") { $0.write(codec.record) } }
        case .aac(let codec):
            writeAudio("mp4a", configuration, to: &stsd) { writeElementaryStream(codec, to: &$0) }
        }
    }

    /// §12.1.3: 72 dots an inch, one picture a sample, no name, 24 bits of colour.
    private static func writeVideo(
        _ type: FourCC, _ configuration: CodecConfiguration, to stsd: inout BoxWriter,
        _ codec: (inout BoxWriter) -> Void
    ) {
        stsd.box(type) { entry in
            entry.writeZeros(6)
            entry.write(1 as UInt16)
            entry.writeZeros(16)
            entry.write(UInt16(truncatingIfNeeded: configuration.pictureSize?.width ?? 0))
            entry.write(UInt16(truncatingIfNeeded: configuration.pictureSize?.height ?? 0))
            entry.write(0x0048_0000 as UInt32)
            entry.write(0x0048_0000 as UInt32)
            entry.writeZeros(4)
            entry.write(1 as UInt16)
            entry.writeZeros(32)
            entry.write(0x0018 as UInt16)
            entry.write(0xFFFF as UInt16)
            codec(&entry)
        }
    }

    /// §12.2.3: samples of 16 bits, the rate as a 16.16 number, 0 where it does not fit.
    private static func writeAudio(
        _ type: FourCC, _ configuration: CodecConfiguration, to stsd: inout BoxWriter,
        _ codec: (inout BoxWriter) -> Void
    ) {
        stsd.box(type) { entry in
            entry.writeZeros(6)
            entry.write(1 as UInt16)
            entry.writeZeros(8)
            entry.write(UInt16(truncatingIfNeeded: configuration.channelCount ?? 2))
            entry.write(16 as UInt16)
            entry.writeZeros(4)
            let rate = configuration.sampleRate ?? 0
            entry.write(rate <= 0xFFFF ? UInt32(rate) << 16 : 0)
            codec(&entry)
        }
    }

    private static func writeVP(_ codec: VPXConfiguration, to entry: inout BoxWriter) {
        entry.box("vpcC", version: 1, flags: 0) { $0.write(codec.record) }
    }

    /// ISO 14496-1 §7.2.6: descriptors one inside the other, each with its tag and size.
    private static func writeElementaryStream(_ codec: AACConfiguration, to entry: inout BoxWriter) {
        let specific = descriptor(5, codec.record)
        // MPEG-4 audio, an audio stream (5) that comes in; buffer and rates are not told.
        let decoder = descriptor(4, [0x40, 0x15] + [UInt8](repeating: 0, count: 11) + specific)
        // No dependencies; SL configuration 2 is the one for MP4 files.
        let stream = descriptor(3, [0, 0, 0] + decoder + descriptor(6, [2]))
        entry.box("esds", flags: 0) { $0.write(stream) }
    }

    /// All that we write is shorter than 128 octets: an AudioSpecificConfig has at most 64.
    private static func descriptor(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [tag, UInt8(truncatingIfNeeded: contents.count)] + contents
    }
}
