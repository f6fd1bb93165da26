internal import Bytes
public import Media

extension FragmentIndex {
    /// What a decoder of the first track has to know: the codec, and what is not in the samples, such as `avcC`, where the
    /// codec's own box holds just that. `nil` for a codec that we write none of, and for sound.
    public var decoding: (codec: Codec, record: [UInt8])? {
        guard let track = ReadTrack(initialization.bytes),
            let entry = Box.all(in: track.description.bytes).first
        else { return nil }
        let contents = track.description.bytes.extracting(entry.contents)
        switch entry.type {
        case "avc1": return Self.record("avcC", in: contents).map { (.h264, $0) }
        case "hvc1": return Self.record("hvcC", in: contents).map { (.h265, $0) }
        case "vp08": return (.vp8, [])
        case "vp09": return (.vp9, [])
        case "av01": return (.av1, [])
        default: return nil
        }
    }

    /// A box behind the fields that all entries of pictures have (ISO 14496-12 §12.1.3).
    private static func record(_ type: FourCC, in entry: RawSpan) -> [UInt8]? {
        guard entry.byteCount > 78, let box = Box.find([type], in: entry.extracting(78..<entry.byteCount))
        else { return nil }
        return [UInt8](box)
    }
}
