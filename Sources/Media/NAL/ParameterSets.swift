/// The parameter sets of a stream as they last came, by their NAL unit type.
///
/// Each is told from others of its type by its identifier. Encoders at hand use one of each, some two picture
/// parameter sets.
struct ParameterSets: Sendable {
    /// Whether any set is another than it was.
    var isChanged = false
    /// Sets by type, in order of coming.
    private var sets: [UInt8: [[UInt8]]] = [:]

    /// The most of a type that are kept; more come only from a stream that changes them all the time.
    private static let most = 8

    /// All sets of a type.
    subscript(type: UInt8) -> [[UInt8]] { sets[type] ?? [] }

    /// Takes a set; one with the same identifier goes.
    mutating func note(_ set: [UInt8], _ type: UInt8, identifier: ([UInt8], UInt8) -> UInt32?) {
        var known = sets[type] ?? []
        guard !known.contains(set) else { return }
        isChanged = true
        let name = identifier(set, type)
        known.removeAll { identifier($0, type) == name }
        known.append(set)
        if known.count > Self.most { known.removeFirst() }
        sets[type] = known
    }
}
