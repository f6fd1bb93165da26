internal import Bytes

/// Puts the sections of one PID together (ISO 13818-1 §2.4.4).
///
/// Where one begins, the payload has a pointer to it in front; sections follow each other, and 0xFF fills the rest.
/// Those whose check is wrong are left out.
struct SectionAssembler {
    /// What came of sections that are not whole.
    private var buffer: [UInt8] = []
    /// Whether that begins with a section.
    private var isStarted = false
    /// Tells packets that are missing.
    private var continuity = ContinuityCounter()

    /// Takes the payload of a packet, and returns the sections that are whole now.
    mutating func take(_ packet: TransportPacket, _ payload: RawSpan) -> [TableSection] {
        switch continuity.judge(packet.continuity) {
        case .repeated: return []
        case .gap: discard()
        case .next: break
        }
        return take(payload, begins: packet.beginsUnit).compactMap { TableSection($0) }
    }

    /// Likewise, of a payload that nothing is missing before.
    mutating func take(_ payload: RawSpan, begins: Bool) -> [[UInt8]] {
        var sections: [[UInt8]] = []
        var reader = ByteReader(payload)
        if begins {
            guard let pointer = reader.readUInt8(), let tail = reader.read(Int(pointer)) else {
                discard()
                return []
            }
            if isStarted {
                buffer.append(tail)
                cut(&sections)
            }
            buffer = []
            isStarted = true
        }
        guard isStarted else { return sections }
        buffer.append(reader.rest)
        cut(&sections)
        return sections
    }

    /// What was begun cannot be ended. A section has 4,098 octets at most, so no more than that is ever held.
    private mutating func discard() {
        buffer = []
        isStarted = false
    }

    private mutating func cut(_ sections: inout [[UInt8]]) {
        var start = 0
        while buffer.count - start >= 3, buffer[start] != 0xFF {
            let end = start + 3 + Int(buffer[start + 1] & 0x0F) << 8 + Int(buffer[start + 2])
            guard end <= buffer.count else { break }
            if SectionChecksum(buffer.bytes.extracting(start..<end)).isRight {
                sections.append(Array(buffer[start..<end]))
            }
            start = end
        }
        if start < buffer.count, buffer[start] == 0xFF { return discard() }
        buffer.removeFirst(start)
    }
}
