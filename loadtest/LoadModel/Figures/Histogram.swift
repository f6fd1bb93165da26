public import HTTP
import Timing

/// How often values of each size occurred, in fixed memory: 18 KiB, whatever is counted.
///
/// Values are whole numbers from 0 to `largest`, in whatever unit their owner means; what lies outside is taken for
/// the nearest one inside. Up to 127 each has a bucket of its own. Above, each doubling of the size has 64 buckets of
/// one width, so that a value read back is off by at most one part in 128 (the idea of HdrHistogram: the error is
/// relative, since nobody cares for a millisecond of a minute).
///
/// Histograms of several machines add up without any loss, which averages and percentiles do not.
public struct Histogram: Equatable, Sendable {
    /// How often each bucket was hit.
    private var buckets: [UInt64]
    /// How many values there are.
    public private(set) var count: UInt64 = 0
    /// What all values add up to.
    private var sum = 0.0
    /// The smallest value, exactly; meaningless while there is none.
    private var smallest = Histogram.largest
    /// The largest value, exactly; meaningless while there is none.
    private var greatest: Int64 = 0

    /// How far a percentile may be from the value it stands for, as a share of it.
    public static let relativeError = 1.0 / 128
    /// The largest value that can be told from larger ones: twelve days in microseconds.
    public static let largest: Int64 = 1 << 40 - 1

    /// No more values are read of a text, so that many such histograms can be added up.
    private static let mostRead: UInt64 = 1 << 40

    /// How many buckets there are: one for each of 128 values, and 64 for each of the 33 doublings above.
    private static let bucketCount = 128 + 33 * 64

    /// An empty histogram.
    public init() {
        buckets = Array(repeating: 0, count: Self.bucketCount)
    }

    // MARK: Getters

    /// Whether nothing was counted.
    public var isEmpty: Bool { count == 0 }

    /// The smallest value; `nil` while there is none.
    public var minimum: Int64? { isEmpty ? nil : smallest }

    /// The largest value; `nil` while there is none.
    public var maximum: Int64? { isEmpty ? nil : greatest }

    /// The average, exactly; `nil` while there is none.
    public var mean: Double? { isEmpty ? nil : sum / Double(count) }

    /// The value that this share of all values, 0 to 1, does not exceed; `nil` while there is none.
    ///
    /// Of an even number the median is the lower of the two in the middle (nearest rank).
    public func percentile(_ share: Double) -> Int64? {
        guard !isEmpty else { return nil }
        let rank = UInt64(max((min(share, 1) * Double(count)).rounded(.up), 1))
        var passed: UInt64 = 0
        for (index, hits) in buckets.enumerated() {
            passed += hits
            if passed >= rank { return min(max(Self.middle(of: index), smallest), greatest) }
        }
        return greatest
    }

    /// The buckets that were hit, smallest first: the values of each, and how many there were.
    public var bars: [(values: ClosedRange<Int64>, count: UInt64)] {
        buckets.enumerated().compactMap { index, hits in
            hits == 0 ? nil : (Self.values(of: index), hits)
        }
    }

    // MARK: Commands

    /// Counts a value, `times` times.
    public mutating func record(_ value: Int64, times: UInt64 = 1) {
        let value = min(max(value, 0), Self.largest)
        buckets[Self.bucket(of: value)] += times
        count += times
        sum += Double(value) * Double(times)
        smallest = min(smallest, value)
        greatest = max(greatest, value)
    }

    /// Counts a duration, in microseconds.
    public mutating func record(_ duration: Duration) {
        record(duration.microseconds)
    }

    /// Adds what another histogram counted.
    public mutating func merge(_ other: Histogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        sum += other.sum
        smallest = min(smallest, other.smallest)
        greatest = max(greatest, other.greatest)
    }

    // MARK: Buckets

    /// Which bucket a value falls into; it is at least 0 and at most `largest`.
    private static func bucket(of value: Int64) -> Int {
        let doublings = max(57 - value.leadingZeroBitCount, 0)
        guard doublings > 0 else { return Int(value) }
        return 128 + (doublings - 1) * 64 + Int(value >> Int64(doublings)) - 64
    }

    private static func values(of bucket: Int) -> ClosedRange<Int64> {
        guard bucket >= 128 else { return Int64(bucket)...Int64(bucket) }
        let doublings = Int64((bucket - 128) / 64 + 1)
        let start = Int64((bucket - 128) % 64 + 64) << doublings
        return start...(start + 1 << doublings - 1)
    }

    private static func middle(of bucket: Int) -> Int64 {
        let values = values(of: bucket)
        return values.lowerBound + (values.upperBound - values.lowerBound) / 2
    }
}

// As JSON: `{"count": 3, "sum": 6, "min": 1, "max": 3, "buckets": [[1, 1], [2, 1], [3, 1]]}`, where a bucket is named by
// its place in the order of sizes. Only those that were hit are there.
extension Histogram: JSONWritable {
    /// Writes all that was counted.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("count", count)
            json.member("sum", sum)
            json.member("min", ifPresent: minimum)
            json.member("max", ifPresent: maximum)
            json.member("buckets") { json in
                json.array { json in
                    for (index, hits) in buckets.enumerated() where hits > 0 {
                        json.array { json in
                            json.append(index)
                            json.append(hits)
                        }
                    }
                }
            }
        }
    }

    /// Reads what `write` wrote; `nil` when it cannot be that.
    public init?(_ json: JSONValue) {
        self.init()
        guard let pairs = json["buckets"]?.array, let sum = json["sum"]?.number, sum >= 0 else { return nil }
        for pair in pairs {
            guard let numbers = pair.array, numbers.count == 2, let index = numbers[0].whole,
                let hits = numbers[1].whole, buckets.indices.contains(index), hits > 0,
                hits <= Self.mostRead - count
            else { return nil }
            buckets[index] += UInt64(hits)
            count += UInt64(hits)
        }
        guard !isEmpty else { return }
        guard let least = json["min"]?.whole, let most = json["max"]?.whole, least >= 0, most >= least,
            Int64(most) <= Self.largest
        else { return nil }
        (self.sum, smallest, greatest) = (sum, Int64(least), Int64(most))
    }
}
