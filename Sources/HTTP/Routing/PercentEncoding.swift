import Bytes

/// Percent-encoding of URIs (RFC 3986 §2.1).
enum PercentEncoding {
    /// Whether a byte never needs encoding, so that encoded and plain mean the same (RFC 3986 §2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// Reads the two digits behind a percent sign and returns the byte they spell; `nil` when they are not there.
    static func readEscape(_ reader: inout ByteReader) -> UInt8? {
        guard let high = reader.readUInt8().flatMap(value(ofDigit:)),
            let low = reader.readUInt8().flatMap(value(ofDigit:))
        else {
            return nil
        }
        return high << 4 | low
    }

    private static func value(ofDigit byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The digits of a byte's escape, in capitals (RFC 3986 §6.2.2.1).
    static func append(escapeOf byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "%"))
        for nibble in [byte >> 4, byte & 15] {
            bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10)
        }
    }
}

extension String {
    /// What percent-encoded text says; `nil` for a broken escape, a NUL, or bytes that are not UTF-8.
    ///
    /// NUL is refused since whatever reads the value further down may be C. `plusIsSpace` is the rule of HTML
    /// forms (WHATWG URL, application/x-www-form-urlencoded), which queries follow and paths do not.
    init?(percentDecoding text: RawSpan, plusIsSpace: Bool = false) {
        var bytes: [UInt8] = []
        var reader = ByteReader(text)
        while var byte = reader.readUInt8() {
            if byte == UInt8(ascii: "%") {
                guard let hidden = PercentEncoding.readEscape(&reader) else { return nil }
                byte = hidden
            } else if plusIsSpace, byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            }
            guard byte != 0 else { return nil }
            bytes.append(byte)
        }
        self.init(validating: bytes, as: UTF8.self)
    }

    /// The text as one segment of a path or one value of a query: all but unreserved characters encoded.
    public var percentEncoded: String {
        var bytes: [UInt8] = []
        for byte in utf8 {
            if PercentEncoding.isUnreserved(byte) {
                bytes.append(byte)
            } else {
                PercentEncoding.append(escapeOf: byte, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
