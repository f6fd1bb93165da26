/// Which local identifier means which header extension in one direction of one media section (RFC 8285 §5).
///
/// Three words without references: it may lie in a table of viewers, and a look-up of the identifiers that everybody
/// uses is a shift. Only those from 16 on, which need the two-byte form, are searched for.
public struct ExtensionMap: Hashable, Sendable {
    /// The kinds of identifiers 0 to 15 by raw value, four bits each; 0 for none.
    private var kinds: UInt64 = 0
    /// The identifiers of kinds 0 to 15 by raw value, an octet each, in two words; 0 for none.
    private var lowIDs: UInt64 = 0, highIDs: UInt64 = 0

    /// A map that knows nothing.
    public init() {}

    /// Ties an identifier to an extension. `false`, and nothing changed, when either is already taken or the
    /// identifier is 0, which is padding, or 15, which the one-byte form reserves (RFC 8285 §4.2).
    public mutating func add(_ kind: ExtensionKind, id: UInt8) -> Bool {
        guard id != 0, id != 15, self.kind(of: id) == nil, self.id(of: kind) == nil else { return false }
        if id < 16 { kinds |= UInt64(kind.rawValue) << UInt64(4 * id) }
        if kind.rawValue < 8 {
            lowIDs |= UInt64(id) << UInt64(8 * kind.rawValue)
        } else {
            highIDs |= UInt64(id) << UInt64(8 * (kind.rawValue - 8))
        }
        return true
    }

    /// What an identifier means.
    public func kind(of id: UInt8) -> ExtensionKind? {
        guard id >= 16 else { return ExtensionKind(rawValue: UInt8(kinds >> UInt64(4 * id) & 0x0F)) }
        return ExtensionKind.allCases.first { octet(of: $0) == id }
    }

    /// The identifier of an extension, `nil` when it was not agreed.
    public func id(of kind: ExtensionKind) -> UInt8? {
        let id = octet(of: kind)
        return id == 0 ? nil : id
    }

    private func octet(of kind: ExtensionKind) -> UInt8 {
        let word = kind.rawValue < 8 ? lowIDs : highIDs
        return UInt8(truncatingIfNeeded: word >> UInt64(8 * (kind.rawValue & 7)))
    }
}
