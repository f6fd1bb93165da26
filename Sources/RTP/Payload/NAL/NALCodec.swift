/// What H.264 and H.265 do differently in the same three kinds of payload (RFC 6184 §5.2, RFC 7798 §4.4).
///
///     H.264 |F|NRI|  type   |          H.265 |F|   type    |  layer id |  TID  |
///            1  2      5                      1      6           6         3
enum NALCodec {
    case h264
    case h265

    /// How many octets head a NAL unit.
    var headByteCount: Int { self == .h264 ? 1 : 2 }

    /// The type that a unit's first octet names.
    func type(of first: UInt8) -> UInt8 {
        self == .h264 ? first & 0x1F : first >> 1 & 0x3F
    }

    /// A unit's first octet with another type.
    func retyped(_ first: UInt8, as type: UInt8) -> UInt8 {
        self == .h264 ? first & 0xE0 | type : first & 0x81 | type << 1
    }

    /// The type of a payload that holds several units: STAP-A, or an aggregation packet.
    var aggregateType: UInt8 { self == .h264 ? 24 : 48 }

    /// The type of a payload that holds a part of a unit: FU-A, or a fragmentation unit.
    var fragmentType: UInt8 { self == .h264 ? 28 : 49 }

    /// The bits of a fragment's head that hold the unit's type.
    var fragmentTypeMask: UInt8 { self == .h264 ? 0x1F : 0x3F }

    /// Whether a unit of this type is a codec's own and not a payload's.
    func isUnit(_ type: UInt8) -> Bool {
        self == .h264 ? 1...23 ~= type : type < 48
    }

    /// Whether a unit of this type begins a picture that needs no other, or the parameters in front of one.
    ///
    /// H.264: IDR slice, sequence parameter set. H.265: IRAP slices, video and sequence parameter sets.
    func beginsKeyframe(_ type: UInt8) -> Bool {
        self == .h264 ? type == 5 || type == 7 : 16...23 ~= type || type == 32 || type == 33
    }
}
