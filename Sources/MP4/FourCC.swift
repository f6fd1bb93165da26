/// Four characters that name a box, a brand or a codec.
public struct FourCC: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The characters, first one highest.
    public let value: UInt32

    /// The name that a box's head spells.
    public init(_ value: UInt32) {
        self.value = value
    }

    /// A name in the source; it has four ASCII characters.
    public init(stringLiteral text: String) {
        precondition(text.utf8.count == 4, "a box has a name of four characters")
        value = text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The characters, those that cannot be printed as question marks.
    public var description: String {
        String(
            [24, 16, 8, 0].map { shift in
                let byte = UInt8(truncatingIfNeeded: value >> shift)
                return Character(Unicode.Scalar(0x20...0x7E ~= byte ? byte : 0x3F))
            })
    }
}
