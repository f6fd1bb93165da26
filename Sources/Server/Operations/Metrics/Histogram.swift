/// Observations counted by size, in buckets fixed at the start; observing costs a short search and no allocation.
struct Histogram: Equatable, Sendable {
    /// Each bucket's upper bound, inclusive, ascending; one more bucket above the last holds the rest.
    let bounds: [Double]
    /// How many observations fell into each bucket. Not cumulative; that is made when it is written.
    private(set) var counts: [UInt64]
    /// The sum of all observations.
    private(set) var sum = 0.0

    /// An empty histogram.
    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    /// Counts one observation.
    mutating func observe(_ value: Double) {
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        counts[bucket] &+= 1
        sum += value
    }

    /// Adds what another histogram of the same bounds has counted.
    mutating func merge(_ other: Histogram) {
        precondition(bounds == other.bounds, "histograms of different buckets do not add up")
        for bucket in counts.indices { counts[bucket] &+= other.counts[bucket] }
        sum += other.sum
    }
}
