/// Which local identifier means which header extension in one direction of one media section (RFC 8285 §5).
///
/// Looking up either way is one load; nothing is allocated. The map is 270 octets, so keep it where the peer
/// keeps its cold state and not in a table of viewers.
public struct ExtensionMap: Sendable {
    /// The kind of each identifier as its raw value, 0 for none.
    private var kinds = InlineArray<256, UInt8>(repeating: 0)
    /// The identifier of each kind by its raw value, 0 for none.
    private var ids = InlineArray<14, UInt8>(repeating: 0)

    /// A map that knows nothing.
    public init() {}

    /// Ties an identifier to an extension. `false`, and nothing changed, when either is already taken or the
    /// identifier is 0, which is padding, or 15, which the one-byte form reserves (RFC 8285 §4.2).
    public mutating func add(_ kind: ExtensionKind, id: UInt8) -> Bool {
        guard id != 0, id != 15, kinds[Int(id)] == 0, ids[Int(kind.rawValue)] == 0 else { return false }
        kinds[Int(id)] = kind.rawValue
        ids[Int(kind.rawValue)] = id
        return true
    }

    /// What an identifier means.
    public func kind(of id: UInt8) -> ExtensionKind? {
        ExtensionKind(rawValue: kinds[Int(id)])
    }

    /// The identifier of an extension, `nil` when it was not agreed.
    public func id(of kind: ExtensionKind) -> UInt8? {
        let id = ids[Int(kind.rawValue)]
        return id == 0 ? nil : id
    }
}
