internal import Bytes

/// What a temporal unit of AV1 holds, as far as its head tells.
struct AV1UnitContents {
    /// Its sequence header, an OBU with its size.
    private(set) var sequenceHeader: [UInt8]?
    /// Whether there is a picture.
    private(set) var hasFrame = false
    /// Whether the first picture is a key frame that is shown (AV1 §5.9.2).
    private(set) var beginsWithKeyframe = false

    /// Looks at the OBUs, each with its size; `nil` when they do not fit the unit.
    init?(_ unit: RawSpan) {
        var reader = ByteReader(unit)
        while !reader.isAtEnd {
            guard let obu = OBU(&reader) else { return nil }
            let contents = unit.extracting(obu.contents)
            switch obu.type {
            case OBU.sequenceHeader:
                var header: [UInt8] = []
                obu.appendSizedHead(to: &header)
                header.append(contents)
                sequenceHeader = header
            case OBU.frame, OBU.frameHeader:
                guard !hasFrame, let first = contents.byte(at: 0) else { continue }
                hasFrame = true
                // show_existing_frame (1) = 0, frame_type (2) = key, show_frame (1) = 1.
                beginsWithKeyframe = first >> 4 == 0b0001
            default: continue
            }
        }
    }
}
