internal import Bytes
internal import Media

/// What a stream of a program is, by its type and its descriptors (ISO 13818-1 table 2-34).
enum StreamKind: Hashable {
    case h264, h265, aac
    /// Opus of so many channels, as the draft "ETSI TS Opus" 0.1.3 of its authors has it, and ffmpeg does.
    case opus(channels: Int)
    /// Pictures or sound that we do not take.
    case unfit(String, isVideo: Bool)
    /// Neither pictures nor sound.
    case other

    /// The codec, where we take it.
    var codec: Codec? {
        switch self {
        case .h264: .h264
        case .h265: .h265
        case .aac: .aac
        case .opus: .opus
        case .unfit, .other: nil
        }
    }

    init(_ type: UInt8, _ descriptors: RawSpan) {
        switch type {
        case 0x1B: self = .h264
        case 0x24: self = .h265
        case 0x0F: self = .aac
        case 0x11: self = .unfit("AAC in LATM", isVideo: false)
        case 0x01, 0x02: self = .unfit("MPEG-2 video", isVideo: true)
        case 0x10: self = .unfit("MPEG-4 part 2 video", isVideo: true)
        case 0x33: self = .unfit("H.266", isVideo: true)
        case 0x03, 0x04: self = .unfit("MPEG audio", isVideo: false)
        case 0x81: self = .unfit("AC-3", isVideo: false)
        case 0x87: self = .unfit("E-AC-3", isVideo: false)
        case 0x06: self = Self.privateKind(descriptors)
        default: self = .other
        }
    }

    /// What private data is: descriptors say it.
    private static func privateKind(_ descriptors: RawSpan) -> StreamKind {
        var reader = ByteReader(descriptors)
        var (isOpus, channels): (Bool, UInt8?) = (false, nil)
        while let tag = reader.readUInt8(), let length = reader.readUInt8(),
            let body = reader.read(Int(length))
        {
            switch tag {
            case 0x05 where body.byteCount >= 4:
                let format = String(decoding: [UInt8](body.extracting(0..<4)), as: UTF8.self)
                if format == "Opus" { isOpus = true }
                if format == "AV01" { return .unfit("AV1", isVideo: true) }
                if format == "VP09" { return .unfit("VP9", isVideo: true) }
            case 0x6A: return .unfit("AC-3", isVideo: false)
            case 0x7A: return .unfit("E-AC-3", isVideo: false)
            // An extension; 0x80 of it is that of Opus.
            case 0x7F where body.byte(at: 0) == 0x80: channels = body.byte(at: 1)
            default: break
            }
        }
        guard isOpus else { return .other }
        guard let channels, 1...2 ~= channels else {
            return .unfit("Opus of more than two channels", isVideo: false)
        }
        return .opus(channels: Int(channels))
    }
}
