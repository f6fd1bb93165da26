/// Base 64 as the WebSocket handshake uses it (RFC 4648 §4).
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes as text, padded.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let digit = Int(bits >> UInt32(18 - 6 * place) & 63)
                text.append(place <= group.count ? alphabet[digit] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether `text` is the padded encoding of sixteen bytes: what a `Sec-WebSocket-Key` must be.
    static func isOfSixteenBytes(_ text: String) -> Bool {
        let units = Array(text.utf8)
        return units.count == 24 && units.hasSuffix("==")
            && units.dropLast(2).allSatisfy { alphabet.contains($0) }
            // The last digit carries two bits of the sixteenth byte; the other four are zero.
            && [UInt8(ascii: "A"), UInt8(ascii: "Q"), UInt8(ascii: "g"), UInt8(ascii: "w")].contains(
                units[21])
    }
}

extension [UInt8] {
    /// Whether the bytes end as `text` does.
    fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
