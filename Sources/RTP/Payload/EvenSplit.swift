/// A number of octets in as few parts as a limit allows, whose sizes differ by at most one, smaller ones first.
///
/// Parts of one size leave a machine in one segmented send, which costs a third of as many single ones.
struct EvenSplit {
    /// How many parts there are; one when there is nothing to split.
    let count: Int
    /// The size of the smaller parts.
    private let small: Int
    /// How many parts are smaller.
    private let smallCount: Int

    /// Splits `byteCount` octets into parts of at most `limit`, which must be positive.
    init(_ byteCount: Int, limit: Int) {
        count = max(1, (byteCount + limit - 1) / limit)
        small = byteCount / count
        smallCount = count - byteCount % count
    }

    /// The size of the part at `index`.
    func byteCount(at index: Int) -> Int {
        small + (index < smallCount ? 0 : 1)
    }
}
