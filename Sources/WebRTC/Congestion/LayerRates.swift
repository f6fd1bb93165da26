/// What the layers of a source cost, the cheapest first: at most as many as anybody sends.
public struct LayerRates: Sendable {
    /// In bits a second.
    private var rates = InlineArray<12, Int>(repeating: 0)
    /// How many there are.
    public private(set) var count = 0

    /// No layers yet.
    public init() {}

    /// What a layer costs.
    public subscript(index: Int) -> Int { index < count ? rates[index] : .max }

    /// Adds a layer, no cheaper than those before; more than there is room for are left out.
    public mutating func append(_ bitsPerSecond: Int) {
        guard count < 12 else { return }
        rates[count] = bitsPerSecond
        count += 1
    }
}
