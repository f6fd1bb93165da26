extension UInt8 {
    /// Two hexadecimal digits in small letters.
    var hexadecimal: String { (self < 16 ? "0" : "") + String(self, radix: 16) }

    /// Two decimal digits, or three.
    var twoDigits: String { (self < 10 ? "0" : "") + String(self) }
}
