import Bytes

extension Base64 {
    /// Whether `text` is the padded encoding of sixteen bytes: what a `Sec-WebSocket-Key` must be.
    static func isOfSixteenBytes(_ text: String) -> Bool {
        let units = Array(text.utf8)
        return units.count == 24 && units.hasSuffix("==") && units.dropLast(2).allSatisfy(isDigit)
            // The last digit carries two bits of the sixteenth byte; the other four are zero.
            && [UInt8(ascii: "A"), UInt8(ascii: "Q"), UInt8(ascii: "g"), UInt8(ascii: "w")].contains(
                units[21])
    }
}

extension [UInt8] {
    /// Whether the bytes end as `text` does.
    fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
