internal import Bytes
internal import Media

/// Makes units of PES packets of AAC with ADTS, which may end in the middle of a piece.
struct AACReader {
    /// The beginning of a piece whose end is in the next packet.
    private var rest: [UInt8] = []
    /// When the next piece is heard, in ticks of 90 kHz, unless its packet says it.
    private var next: Int64?

    /// What was begun cannot be ended.
    mutating func discard() { rest = [] }

    mutating func read(_ payload: RawSpan, _ time: Int64?, into units: inout [StreamUnit]) {
        var bytes = rest
        bytes.append(payload)
        // The time is that of the first piece that begins in this packet (ISO 13818-1 §2.4.3.7).
        var told = rest.isEmpty ? nil : time
        if rest.isEmpty { next = time ?? next }
        var place = 0
        while let found = Self.nextHeader(in: bytes.bytes, from: &place) {
            if place >= rest.count, let time = told { (next, told) = (time, nil) }
            let end = place + found.frameByteCount
            guard end <= bytes.count else { break }
            append(bytes.bytes.extracting(place + found.byteCount..<end), found.configuration, into: &units)
            place = end
        }
        if let told, place >= rest.count { next = told }
        rest = Array(bytes[place...])
    }

    private mutating func append(
        _ piece: RawSpan, _ configuration: AACConfiguration, into units: inout [StreamUnit]
    ) {
        guard let time = next else { return }
        next = time + Int64(AACConfiguration.samplesPerUnit * 90_000 / configuration.sampleRate)
        units.append(
            StreamUnit(
                codec: .aac, configuration: .aac(configuration), time: time, compositionTime: 0,
                isKeyframe: true,
                bytes: [UInt8](piece)))
    }

    /// The next header at or behind a place, which is moved there, or to where the next may begin.
    private static func nextHeader(in bytes: RawSpan, from place: inout Int) -> ADTSHeader? {
        while bytes.byteCount - place >= ADTSHeader.leastByteCount {
            if let found = ADTSHeader(bytes.extracting(place..<bytes.byteCount)) { return found }
            place += 1
        }
        return nil
    }
}
