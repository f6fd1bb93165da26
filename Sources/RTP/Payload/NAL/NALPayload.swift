import Bytes

/// A look into one payload of H.264 or H.265, at heads only.
///
///     H.264   single    |head| unit ...                      STAP-A   |head| (size, unit) ...
///             FU-A      |head|S|E|R|type:5| part of unit ...
///     H.265   the same with heads of two octets; the fragment's is |S|E|type:6|
enum NALPayload {
    /// Whether a payload holds the beginning of a keyframe: one such unit, whole or its first part.
    static func startsKeyframe(_ payload: RawSpan, _ codec: NALCodec) -> Bool {
        guard let first = payload.byte(at: 0) else { return false }
        let type = codec.type(of: first)
        switch type {
        case codec.aggregateType: return aggregateStartsKeyframe(payload, codec)
        case codec.fragmentType:
            guard let head = payload.byte(at: codec.headByteCount) else { return false }
            return head & 0x80 != 0 && codec.beginsKeyframe(head & codec.fragmentTypeMask)
        default: return codec.beginsKeyframe(type)
        }
    }

    private static func aggregateStartsKeyframe(_ payload: RawSpan, _ codec: NALCodec) -> Bool {
        var reader = ByteReader(payload)
        guard reader.skip(codec.headByteCount) else { return false }
        while let size = reader.readUInt16(), let unit = reader.read(Int(size)) {
            if let first = unit.byte(at: 0), codec.beginsKeyframe(codec.type(of: first)) { return true }
        }
        return false
    }
}
