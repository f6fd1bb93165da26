internal import Bytes

/// The head that Enhanced RTMP has for pictures and sound alike, behind their first octet (v2, "ExVideoTagHeader" and
/// "ExAudioTagHeader").
///
///     first octet        pictures: 1 | frame type (3) | packet type (4)     sound: 9 (4) | packet type (4)
///     while ModEx        size (8, or 8 and 16) | data | kind (4) | packet type (4)
///     if Multitrack      kind of it (4) | packet type (4)
///     FourCC (32)        unless each track has its own
///     for each track     [FourCC (32)] | track (8) | [size (24)]
struct TagHead {
    /// What it carries.
    let packetType: UInt8
    /// The first track's codec, by its four letters.
    let fourCC: UInt32
    /// Where its octets are among the message's.
    let contents: Range<Int>

    /// The packet types that both have in common.
    static let sequenceStart: UInt8 = 0, codedFrames: UInt8 = 1, sequenceEnd: UInt8 = 2, modEx: UInt8 = 7

    /// Reads on behind the first octet; `nil` when it cannot be right. `multitrack` is the packet type that says so.
    init?(_ reader: inout ByteReader, packetType first: UInt8, multitrack: UInt8) {
        guard var type = Self.skipModifiers(&reader, first) else { return nil }
        guard type == multitrack else {
            guard let code = reader.readUInt32() else { return nil }
            (packetType, fourCC) = (type, code)
            contents = reader.offset..<reader.offset + reader.remaining
            return
        }
        guard let kinds = reader.readUInt8(), kinds & 0x0F != multitrack else { return nil }
        type = kinds & 0x0F
        let (isSingle, hasOwnCodecs) = (kinds >> 4 == 0, kinds >> 4 == 2)
        var code: UInt32 = 0
        if !hasOwnCodecs {
            guard let shared = reader.readUInt32() else { return nil }
            code = shared
        }
        // Track 0 is the default one, and should be first; others are left out.
        while !reader.isAtEnd {
            if hasOwnCodecs {
                guard let own = reader.readUInt32() else { return nil }
                code = own
            }
            guard let track = reader.readUInt8() else { return nil }
            var size = UInt32(clamping: reader.remaining)
            if !isSingle {
                guard let told = reader.readUInt24() else { return nil }
                size = told
            }
            let start = reader.offset
            guard reader.skip(Int(size)) else { return nil }
            guard track == 0 else { continue }
            (packetType, fourCC, contents) = (type, code, start..<start + Int(size))
            return
        }
        (packetType, fourCC, contents) = (Self.sequenceEnd, code, 0..<0)
    }

    /// The packet type behind modifiers, of which we use none: they tell nanoseconds.
    private static func skipModifiers(_ reader: inout ByteReader, _ first: UInt8) -> UInt8? {
        var type = first
        while type == modEx {
            guard var size = reader.readUInt8().map({ Int($0) + 1 }) else { return nil }
            if size == 256 {
                guard let large = reader.readUInt16() else { return nil }
                size = Int(large) + 1
            }
            guard reader.skip(size), let next = reader.readUInt8() else { return nil }
            type = next & 0x0F
        }
        return type
    }
}
