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

    /// Whether any other picture needs the one that a payload of H.264 is of: `nal_ref_idc`, which all slices of a picture
    /// agree on whether it is 0 (H.264 §7.4.1). `nil` where the payload has nothing of a picture.
    static func isNeeded(_ payload: RawSpan) -> Bool? {
        guard let first = payload.byte(at: 0) else { return nil }
        let type = NALCodec.h264.type(of: first)
        switch type {
        case NALCodec.h264.aggregateType:
            var reader = ByteReader(payload)
            guard reader.skip(1) else { return nil }
            while let size = reader.readUInt16(), let unit = reader.read(Int(size)) {
                if let head = unit.byte(at: 0), slices.contains(head & 0x1F) { return head & 0x60 != 0 }
            }
            return nil
        case NALCodec.h264.fragmentType:
            guard let head = payload.byte(at: 1), slices.contains(head & 0x1F) else { return nil }
            return first & 0x60 != 0
        default: return slices.contains(type) ? first & 0x60 != 0 : nil
        }
    }

    /// Whether a payload of H.264 has only units that decoders can do without: supplements, delimiters, filler (H.264 §7.4.1).
    static func isSupplement(_ payload: RawSpan) -> Bool {
        payload.byte(at: 0).map { $0 & 0x60 == 0 } ?? false
    }

    /// The types of units that pictures consist of (H.264 table 7-1).
    private static let slices: ClosedRange<UInt8> = 1...5
}
