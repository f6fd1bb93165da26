internal import Bytes
internal import Media

/// One of the depacketizers, as the codec asks for, with what comes out in the form that files have.
enum UnitDepacketizer {
    case h264(H264Depacketizer)
    case h265(H265Depacketizer)
    case vp8(VP8Depacketizer)
    case vp9(VP9Depacketizer)
    case av1(AV1Depacketizer)
    /// A packet is a unit.
    case single([UInt8])

    init(_ codec: Codec) {
        switch codec {
        case .h264: self = .h264(H264Depacketizer())
        case .h265: self = .h265(H265Depacketizer())
        case .vp8: self = .vp8(VP8Depacketizer())
        case .vp9: self = .vp9(VP9Depacketizer())
        case .av1: self = .av1(AV1Depacketizer())
        case .opus, .aac: self = .single([])
        }
    }

    /// Adds the next payload; `false` when it cannot be right.
    mutating func append(_ payload: RawSpan) -> Bool {
        switch self {
        case .h264(var each):
            self = .single([])
            defer { self = .h264(each) }
            return each.append(payload)
        case .h265(var each):
            self = .single([])
            defer { self = .h265(each) }
            return each.append(payload)
        case .vp8(var each):
            self = .single([])
            defer { self = .vp8(each) }
            return each.append(payload)
        case .vp9(var each):
            self = .single([])
            defer { self = .vp9(each) }
            return each.append(payload)
        case .av1(var each):
            self = .single([])
            defer { self = .av1(each) }
            return each.append(payload)
        case .single:
            self = .single([UInt8](payload))
            return true
        }
    }

    /// The unit; `nil` when it is not whole. Begins anew.
    mutating func finish() -> [UInt8]? {
        switch self {
        case .h264(var each):
            defer { self = .h264(each) }
            return each.finish()
        case .h265(var each):
            defer { self = .h265(each) }
            return each.finish()
        case .vp8(var each):
            defer { self = .vp8(each) }
            return each.finish()
        case .vp9(var each):
            defer { self = .vp9(each) }
            return each.finish()?.superframe
        case .av1(var each):
            defer { self = .av1(each) }
            return each.finish()
        case .single(let bytes):
            self = .single([])
            return bytes.isEmpty ? nil : bytes
        }
    }
}
