import Bytes

extension Request {
    /// Whether the client wants a body in gzip rather than as it is (RFC 9110 §12.5.3).
    ///
    /// A client that says nothing gets it as it is: that is always right, and such clients are simple ones.
    public var acceptsGzip: Bool {
        var weights = CodingWeights()
        for index in 0..<fields.count where fields.isNamed("accept-encoding", at: index) {
            weights.read(fields.textBytes.extracting(fields.ranges(at: index).value))
        }
        let gzip = weights.gzip ?? weights.any ?? 0
        return gzip > 0 && gzip >= weights.identity ?? 0
    }
}

/// How much a client likes each coding that we know, in thousandths.
private struct CodingWeights {
    var gzip: Int?
    var identity: Int?
    /// What `*` says of all that are not named.
    var any: Int?

    /// Reads a list: `gzip;q=0.8, *;q=0`.
    mutating func read(_ list: RawSpan) {
        var start = 0
        while start < list.byteCount {
            let end = list.firstOffset(of: UInt8(ascii: ","), from: start) ?? list.byteCount
            let item = list.extracting(start..<end)
            let nameEnd = item.firstOffset(of: UInt8(ascii: ";")) ?? item.byteCount
            let weight = Self.weight(item.extracting(nameEnd..<item.byteCount))
            set(weight, of: Self.trimmed(item.extracting(0..<nameEnd)))
            start = end + 1
        }
    }

    /// RFC 9110 §8.4.1.3: `x-gzip` is the same as `gzip`.
    private mutating func set(_ weight: Int, of name: RawSpan) {
        if name.spells(ignoringCase: "gzip") || name.spells(ignoringCase: "x-gzip") {
            gzip = weight
        } else if name.spells(ignoringCase: "identity") {
            identity = weight
        } else if name.spells("*") {
            any = weight
        }
    }

    /// The weight in `;q=0.5`, 1000 when there is none. One that is malformed counts as none at all.
    private static func weight(_ parameter: RawSpan) -> Int {
        var reader = ByteReader(parameter)
        var digits = 0
        var weight = 0
        var sawName = false
        while let byte = reader.readUInt8() {
            switch byte {
            case UInt8(ascii: "="): sawName = true
            case UInt8(ascii: "0")...UInt8(ascii: "9") where sawName && digits < 4:
                weight = weight * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
            default: break
            }
        }
        guard sawName else { return 1000 }
        while digits < 4 {
            weight *= 10
            digits += 1
        }
        return min(weight, 1000)
    }

    @_lifetime(copy text)
    private static func trimmed(_ text: RawSpan) -> RawSpan {
        var start = 0
        var end = text.byteCount
        while start < end, let byte = text.byte(at: start), byte == 0x20 || byte == 0x09 { start += 1 }
        while start < end, let byte = text.byte(at: end - 1), byte == 0x20 || byte == 0x09 { end -= 1 }
        return text.extracting(start..<end)
    }
}
