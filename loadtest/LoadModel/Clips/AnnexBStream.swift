import Bytes

/// H.264 as a byte stream (H.264 Annex B): units between start codes, without times.
///
/// A picture ends where the next begins: in front of a delimiter, of parameters or SEI, or of a first slice, once it
/// has a slice (§7.4.1.2.3). Pictures are shown in the order of the stream, as encoders for real time write them.
enum AnnexBStream {
    /// Whether a file begins like one.
    static func isOne(_ file: RawSpan) -> Bool {
        file.byte(at: 0) == 0 && file.byte(at: 1) == 0
            && (file.byte(at: 2) == 1 || file.byte(at: 2) == 0 && file.byte(at: 3) == 1)
    }

    /// The pictures of a stream of so many a second, each unit behind its length in four octets.
    static func read(_ file: RawSpan, framesPerSecond rate: Double) -> [ClipFrame] {
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
            guard let head = unit.byte(at: 0) else { continue }
            let type = head & 0x1F
            // A slice that begins with macroblock 0 has a first bit of 1 (ue(v), §9.1).
            let isSlice = type == 1 || type == 5
            let beginsPicture = isSlice ? unit.byte(at: 1).map { $0 & 0x80 != 0 } ?? false : 6...9 ~= type
            if beginsPicture { end() }
            // Delimiters and fillers RTP does not need.
            guard type != 9, type != 12 else { continue }
            picture.bytes.append(bigEndian: UInt32(truncatingIfNeeded: unit.byteCount))
            picture.bytes.append(unit)
            if isSlice { hasSlice = true }
            if type == 5 { picture.isKeyframe = true }
        }
        end()
        return frames
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
