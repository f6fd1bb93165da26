internal import Bytes
internal import Media

/// What the heads of a picture's units tell.
struct PictureFacts {
    /// Whether decoding can begin with it.
    private(set) var isKeyframe = false
    /// Whether it has parameter sets of its own, or a sequence header.
    private(set) var hasParameters = false
    /// Whether other pictures may refer to it.
    private(set) var isReference = false

    /// Looks at a picture of a codec; `isKeyframe` is what its source says.
    init(_ bytes: [UInt8], in codec: Codec, isKeyframe told: Bool) {
        switch codec {
        case .h264: readNAL(bytes) { $0.readH264($1) }
        case .h265: readNAL(bytes) { $0.readH265($1) }
        // VP9 and AV1 show nothing out of order, and have all that a decoder must know in them.
        default: (isKeyframe, hasParameters, isReference) = (told, true, true)
        }
    }

    private mutating func readNAL(_ bytes: [UInt8], _ read: (inout PictureFacts, UInt8) -> Void) {
        var reader = ByteReader(bytes.bytes)
        while let size = reader.readUInt32(), let unit = reader.read(Int(size)) {
            if let first = unit.byte(at: 0) { read(&self, first) }
        }
    }

    /// nal_ref_idc and nal_unit_type (H.264 §7.3.1).
    private mutating func readH264(_ first: UInt8) {
        let type = first & 0x1F
        if type == 5 { isKeyframe = true }
        if type == 7 { hasParameters = true }
        if 1...5 ~= type, first & 0x60 != 0 { isReference = true }
    }

    /// nal_unit_type (H.265 table 7-1): below 16 the even ones are referred to by none of their layer.
    private mutating func readH265(_ first: UInt8) {
        let type = first >> 1 & 0x3F
        if 16...21 ~= type { isKeyframe = true }
        if type == 33 { hasParameters = true }
        if type < 32, type > 15 || type & 1 == 1 { isReference = true }
    }
}
