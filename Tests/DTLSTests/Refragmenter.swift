/// Cuts handshake messages into smaller fragments, as a peer with another MTU or a habit of its own would send them.
///
/// A transcript covers whole messages (RFC 6347 §4.2.6), so both ends still agree. The records of epoch 0 are numbered
/// anew, which nothing authenticates.
struct Refragmenter {
    /// How many bytes of a message go into a record.
    let size: Int
    /// The next record's number.
    private var next: UInt16 = 0

    init(size: Int) {
        self.size = size
    }

    /// A datagram's records, cut, each a whole record. Sealed ones stay as they are.
    ///
    ///     type(8) version(16) epoch(16) sequence(48) length(16) fragment
    ///     fragment of a handshake: type(8) length(24) number(16) offset(24) count(24) body
    mutating func records(of datagram: [UInt8]) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var rest = datagram[...]
        while rest.count >= 13 {
            let head = Array(rest.prefix(13))
            let length = Int(head[11]) << 8 | Int(head[12])
            let body = Array(rest.dropFirst(13).prefix(length))
            rest = rest.dropFirst(13 + length)
            if head[3...4] == [0, 1] {
                records.append(head + body)
            } else if head[0] == 22 {
                records += cut(body).map { record(head, $0) }
            } else {
                records.append(record(head, body))
            }
        }
        return records
    }

    private mutating func record(_ head: [UInt8], _ body: [UInt8]) -> [UInt8] {
        defer { next += 1 }
        return head[..<9] + Self.bytes(Int(next), 2) + Self.bytes(body.count, 2) + body
    }

    /// The parts of one fragment.
    private func cut(_ fragment: [UInt8]) -> [[UInt8]] {
        let body = Array(fragment[12...])
        let offset = fragment[6..<9].reduce(0) { $0 << 8 | Int($1) }
        guard body.count > size else { return [fragment] }
        return stride(from: 0, to: body.count, by: size).map { begin in
            let part = body[begin..<min(begin + size, body.count)]
            return fragment[..<6] + Self.bytes(offset + begin, 3) + Self.bytes(part.count, 3) + part
        }
    }

    private static func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
    }
}
