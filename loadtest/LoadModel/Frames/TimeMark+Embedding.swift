import Bytes
import RTP
import Timing

// Where each codec carries a mark. No decoder minds it:
//
//     H.264  an SEI message of unregistered user data in front of the picture (H.264 §D.1.7), whose UUID is the tag
//     H.265  nowhere: its clips have none
//     VP8    behind the frame: the last partition has no length, and a decoder stops when it has its macroblocks
//     VP9    between the frame and an index of superframes (VP9 annex B), which says where the frame ends
//     AV1    a metadata unit for private use in front of the frame (AV1 §6.7.1)
//     Opus   in the padding of a packet (RFC 6716 §3.2.5)
extension TimeMark {
    /// A frame with a mark in it whose time is still to be written; the frame itself when it cannot carry one.
    ///
    /// H.264 pictures have each unit behind its length in four octets.
    static func embed(in frame: [UInt8], _ codec: TrackCodec) -> [UInt8] {
        let mark = TimeMark(WallClock(nanoseconds: 0)).bytes
        switch codec {
        case .h264: return insert(mark, intoPicture: frame)
        case .h265: return frame
        case .vp8: return frame + mark
        case .vp9: return append(mark, toFrame: frame)
        case .av1: return insert(mark, intoUnits: frame)
        case .opus: return pad(frame, with: mark)
        }
    }

    /// Where a mark is in a payload; `nil` when it has none.
    ///
    /// Where it can be is known by codec, so that payloads without one cost next to nothing.
    public static func offset(in payload: RawSpan, _ codec: TrackCodec) -> Int? {
        switch codec {
        case .vp8, .opus: return check(payload, at: payload.byteCount - byteCount)
        case .vp9: return check(payload, at: payload.byteCount - indexByteCount - byteCount)
        case .h264:
            // A unit by itself, or the SEI among those of an aggregate.
            guard let head = payload.byte(at: 0), head & 0x1F == 6 || head & 0x1F == 24 else { return nil }
            return search(payload)
        case .h265: return nil
        case .av1:
            guard let header = AV1AggregationHeader(payload), !header.continuesUnit else { return nil }
            return search(payload)
        }
    }

    /// The mark in a payload; `nil` when it has none.
    public static func find(in payload: RawSpan, _ codec: TrackCodec) -> TimeMark? {
        offset(in: payload, codec).flatMap { TimeMark(payload, at: $0) }
    }

    /// How far into a payload a mark is looked for: behind the parameters that come with a keyframe.
    private static let searchedByteCount = 400

    private static func check(_ payload: RawSpan, at offset: Int) -> Int? {
        guard offset >= 0, payload.byte(at: offset) == tag[0] else { return nil }
        return TimeMark(payload, at: offset) == nil ? nil : offset
    }

    private static func search(_ payload: RawSpan) -> Int? {
        let part = payload.extracting(0..<min(payload.byteCount, searchedByteCount))
        var start = 0
        while let offset = part.firstOffset(of: tag[0], from: start) {
            if TimeMark(part, at: offset) != nil { return offset }
            start = offset + 1
        }
        return nil
    }

    // MARK: Codecs

    /// Behind the access unit delimiter and the parameters, in front of the first slice.
    private static func insert(_ mark: [UInt8], intoPicture picture: [UInt8]) -> [UInt8] {
        // sei_message(): type 5, size, contents; then the stop bit (H.264 §7.3.2.3).
        let unit = [0x06, 0x05, UInt8(mark.count)] + mark + [0x80]
        var reader = ByteReader(picture.bytes)
        var place = 0
        while let size = reader.readUInt32(), let contents = reader.read(Int(size)) {
            if let head = contents.byte(at: 0), 1...5 ~= head & 0x1F { break }
            place = reader.offset
        }
        var length: [UInt8] = []
        length.append(bigEndian: UInt32(unit.count))
        return picture[..<place] + length + unit + picture[place...]
    }

    /// An index of one frame: its marker, the frame's size in four octets, low ones first, and the marker again.
    private static let indexByteCount = 6

    private static func append(_ mark: [UInt8], toFrame frame: [UInt8]) -> [UInt8] {
        // A frame that ends like an index may have one, which must stay the last thing there is.
        guard let last = frame.last, last & 0xE0 != 0xC0 else { return frame }
        let marker: UInt8 = 0xC0 | 3 << 3
        let size = (0..<4).map { UInt8(truncatingIfNeeded: frame.count >> (8 * $0)) }
        return frame + mark + [marker] + size + [marker]
    }

    /// Behind the delimiter and the sequence header, if they are there: those must come first.
    private static func insert(_ mark: [UInt8], intoUnits units: [UInt8]) -> [UInt8] {
        // obu_header() of a metadata unit with a size; metadata_type 6 is the first for private use; the stop bit.
        let contents = [0x06] + mark + [0x80]
        let unit = [UInt8(5 << 3 | 0x02), UInt8(contents.count)] + contents
        var place = 0
        var reader = ByteReader(units.bytes)
        while let head = reader.readUInt8(), 1...2 ~= head >> 3 & 0x0F, head & 0x02 != 0,
            head & 0x04 == 0 || reader.skip(1), let size = reader.readLEB128(), reader.skip(Int(size))
        {
            place = reader.offset
        }
        return units[..<place] + unit + units[place...]
    }

    /// Turns a packet of any code into one of code 3 with padding (RFC 6716 §3.2). One that is padded already, or that
    /// says that nothing is heard, stays as it is.
    private static func pad(_ packet: [UInt8], with mark: [UInt8]) -> [UInt8] {
        guard let head = packet.first, packet.count > 2 else { return packet }
        let padding = UInt8(mark.count)
        let first = head | 0x03
        switch head & 0x03 {
        case 0: return [first, 0x40 | 1, padding] + packet[1...] + mark
        case 1: return [first, 0x40 | 2, padding] + packet[1...] + mark
        case 2: return [first, 0xC0 | 2, padding] + packet[1...] + mark
        default:
            guard packet[1] & 0x40 == 0 else { return packet }
            return [first, packet[1] | 0x40, padding] + packet[2...] + mark
        }
    }
}
