import Bytes

/// H.264 or H.265 as a byte stream (H.264 Annex B, H.265 Annex B): units between start codes, without times.
///
/// A picture ends where the next begins: in front of a delimiter, of parameters or SEI, or of a first slice, once it
/// has a slice (H.264 §7.4.1.2.3, H.265 §7.4.2.4.4). Pictures are shown in the order of the stream, as encoders for real time
/// write them.
enum AnnexBStream {
    /// What a unit means for the pictures around it.
    private enum Unit {
        /// A slice, of a picture that decoding may begin with or not; the first of its picture or not.
        case slice(isFirst: Bool, isKeyframe: Bool)
        /// What stands in front of a picture.
        case opening
        /// Delimiters and fillers, which RTP does not need; the former stand in front of a picture.
        case needless(isOpening: Bool)
        /// What stands anywhere.
        case other
    }

    /// What a file is a stream of, if it begins like one.
    ///
    /// H.265 begins with video parameters or a delimiter (§7.4.2.4.4), heads that H.264 has no use for: the first octet would be
    /// of a unit without a type, or of SEI that pictures refer to.
    static func codec(of file: RawSpan) -> TrackCodec? {
        guard file.byte(at: 0) == 0, file.byte(at: 1) == 0,
            file.byte(at: 2) == 1 || file.byte(at: 2) == 0 && file.byte(at: 3) == 1
        else { return nil }
        let start = file.byte(at: 2) == 1 ? 3 : 4
        let isH265 =
            (file.byte(at: start) == 0x40 || file.byte(at: start) == 0x46) && file.byte(at: start + 1) == 1
        return isH265 ? .h265 : .h264
    }

    /// The pictures of a stream of so many a second, each unit behind its length in four octets.
    static func read(_ file: RawSpan, _ codec: TrackCodec, framesPerSecond rate: Double) -> [ClipFrame] {
        var frames: [ClipFrame] = []
        var picture = ClipFrame(bytes: [], time: 0, isKeyframe: false)
        var hasSlice = false
        func end() {
            guard hasSlice else { return }
            picture.time = Int64(Double(frames.count) * 90_000 / rate)
            frames.append(picture)
            picture = ClipFrame(bytes: [], time: 0, isKeyframe: false)
            hasSlice = false
        }
        var start = nextUnit(in: file, from: 0)
        while let place = start?.place {
            let next = nextUnit(in: file, from: place)
            let unit = trimmed(file.extracting(place..<(next?.code ?? file.byteCount)))
            start = next
            switch codec == .h265 ? h265(unit) : h264(unit) {
            case nil: continue
            case .needless(let isOpening)?:
                if isOpening { end() }
                continue
            case .opening?: end()
            case .slice(let isFirst, let isKeyframe)?:
                if isFirst { end() }
                hasSlice = true
                if isKeyframe { picture.isKeyframe = true }
            case .other?: break
            }
            picture.bytes.append(bigEndian: UInt32(truncatingIfNeeded: unit.byteCount))
            picture.bytes.append(unit)
        }
        end()
        return frames
    }

    /// What a unit of H.264 is (§7.4.1); `nil` for none.
    private static func h264(_ unit: RawSpan) -> Unit? {
        guard let head = unit.byte(at: 0) else { return nil }
        return switch head & 0x1F {
        // A slice that begins with macroblock 0 has a first bit of 1 (ue(v), §9.1).
        case 1, 5: .slice(isFirst: startsWithOne(unit, at: 1), isKeyframe: head & 0x1F == 5)
        case 9: .needless(isOpening: true)
        case 12: .needless(isOpening: false)
        case 6...8: .opening
        default: .other
        }
    }

    /// What a unit of H.265 is (§7.4.2.2); `nil` for none.
    private static func h265(_ unit: RawSpan) -> Unit? {
        guard unit.byteCount >= 2, let head = unit.byte(at: 0) else { return nil }
        let type = head >> 1 & 0x3F
        return switch type {
        // The first bit of a slice says whether it is the first (§7.3.6.1).
        case 0...31: .slice(isFirst: startsWithOne(unit, at: 2), isKeyframe: 16...23 ~= type)
        case 35: .needless(isOpening: true)
        case 38: .needless(isOpening: false)
        case 32...34, 39, 41...44, 48...55: .opening
        default: .other
        }
    }

    private static func startsWithOne(_ unit: RawSpan, at offset: Int) -> Bool {
        unit.byte(at: offset).map { $0 & 0x80 != 0 } ?? false
    }

    /// Where the next start code is, and where the unit behind it begins.
    private static func nextUnit(in file: RawSpan, from start: Int) -> (code: Int, place: Int)? {
        var offset = start
        while let one = file.firstOffset(of: 1, from: offset) {
            if one >= start + 2, file.byte(at: one - 1) == 0, file.byte(at: one - 2) == 0 {
                return (one - 2, one + 1)
            }
            offset = one + 1
        }
        return nil
    }

    /// Without the zeros behind a unit, which belong to the next start code (§B.1.1).
    @_lifetime(copy unit)
    private static func trimmed(_ unit: RawSpan) -> RawSpan {
        var end = unit.byteCount
        while end > 0, unit.byte(at: end - 1) == 0 { end -= 1 }
        return unit.extracting(0..<end)
    }
}
