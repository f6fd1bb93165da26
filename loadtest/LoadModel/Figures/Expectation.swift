/// What a run must have reached for its exit status to be 0: one comparison of a figure with a bound.
///
///     joined>=95%   first_frame_p99<1s   freezes==0   bitrate_mean>=900kbps   packets_missing<0.1%
///
/// A figure is a count by its name, or a distribution with `_min`, `_mean`, `_max` or `_p` and a percentile (`_p50`,
/// `_p99`, `_p99.9`). A count compared with a percentage is taken as a share: of the viewers that started, of the
/// packets expected.
public struct Expectation: Equatable, Sendable {
    /// How a figure is compared.
    enum Comparison: String, CaseIterable, Sendable {
        // Longer ones first, so that they are found before those that they begin with.
        case atMost = "<="
        case atLeast = ">="
        case equal = "=="
        case different = "!="
        case less = "<"
        case more = ">"

        func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .atMost: value <= bound
            case .atLeast: value >= bound
            case .equal: value == bound
            case .different: value != bound
            case .less: value < bound
            case .more: value > bound
            }
        }
    }

    /// What is compared.
    enum Figure: Equatable, Sendable {
        case count(Counter)
        case share(Counter)
        case minimum(Distribution)
        case mean(Distribution)
        case maximum(Distribution)
        /// The share of values, 0 to 1.
        case percentile(Distribution, Double)
    }

    /// What was expected, as it was written.
    public let text: String
    let figure: Figure
    let comparison: Comparison
    /// In the figure's unit: a count, a share, microseconds, thousands of bits a second.
    let bound: Double

    /// What came of an expectation.
    public struct Verdict: Equatable, Sendable {
        /// What was expected.
        public let expectation: Expectation
        /// The figure; `nil` when there was nothing to compare, which is a failure too.
        public let value: Double?
        /// Whether it is as expected.
        public let isMet: Bool
    }

    /// Holds a run against it.
    public func verdict(on figures: RunFigures) -> Verdict {
        let value = value(in: figures)
        return Verdict(
            expectation: self, value: value, isMet: value.map { comparison.holds($0, bound) } ?? false)
    }

    private func value(in figures: RunFigures) -> Double? {
        switch figure {
        case .count(let counter): Double(figures[counter])
        case .share(let counter): figures.share(of: counter)
        case .minimum(let distribution): figures[distribution].minimum.map(Double.init)
        case .mean(let distribution): figures[distribution].mean
        case .maximum(let distribution): figures[distribution].maximum.map(Double.init)
        case .percentile(let distribution, let share):
            figures[distribution].percentile(share).map(Double.init)
        }
    }
}
