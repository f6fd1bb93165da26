extension Expectation {
    /// What is wrong with a list of expectations: each mistake with what would be accepted.
    public struct Mistakes: Error, Equatable, Sendable, CustomStringConvertible {
        /// At least one.
        public let all: [String]

        /// One mistake a line.
        public var description: String { all.joined(separator: "\n") }
    }

    /// Reads expectations with commas between them. Every mistake is told in one go.
    public static func parse(_ text: String) -> Result<[Expectation], Mistakes> {
        var expectations: [Expectation] = []
        var mistakes: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.trimmed
            switch parse(one: trimmed) {
            case .success(let expectation): expectations.append(expectation)
            case .failure(let mistake): mistakes.append("--expect: \"\(trimmed)\": \(mistake.reason)")
            }
        }
        return mistakes.isEmpty ? .success(expectations) : .failure(Mistakes(all: mistakes))
    }

    private struct Mistake: Error {
        let reason: String
    }

    private static func parse(one text: String) -> Result<Expectation, Mistake> {
        guard let (comparison, range) = firstComparison(in: text) else {
            return .failure(
                Mistake(reason: "accepts a figure, one of \(comparisons), and a bound, as in joined>=95%"))
        }
        let name = text[..<range.lowerBound].trimmed
        let written = text[range.upperBound...].trimmed
        guard let figure = figure(named: name) else { return .failure(Mistake(reason: unknown(name))) }
        guard let (bound, isShare) = bound(written, of: figure) else {
            return .failure(
                Mistake(
                    reason:
                        "\(written.isEmpty ? "nothing" : written) is no bound; accepts \(accepted(figure))"))
        }
        guard isShare, case .count(let counter) = figure else {
            return .success(Expectation(text: text, figure: figure, comparison: comparison, bound: bound))
        }
        return .success(
            Expectation(text: text, figure: .share(counter), comparison: comparison, bound: bound))
    }

    private static var comparisons: String { Comparison.allCases.map(\.rawValue).joined(separator: " ") }

    private static func firstComparison(in text: String) -> (Comparison, Range<String.Index>)? {
        for index in text.indices {
            for comparison in Comparison.allCases where text[index...].hasPrefix(comparison.rawValue) {
                return (comparison, index..<text.index(index, offsetBy: comparison.rawValue.count))
            }
        }
        return nil
    }

    private static func figure(named name: String) -> Figure? {
        if let counter = Counter(rawValue: name) { return .count(counter) }
        guard let end = name.lastIndex(of: "_"),
            let distribution = Distribution(rawValue: String(name[..<end]))
        else {
            return nil
        }
        let kind = name[name.index(after: end)...]
        switch kind {
        case "min": return .minimum(distribution)
        case "mean": return .mean(distribution)
        case "max": return .maximum(distribution)
        default:
            guard kind.first == "p", kind.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }),
                let percent = Double(kind.dropFirst()), 0...100 ~= percent
            else { return nil }
            return .percentile(distribution, percent / 100)
        }
    }

    private static func unknown(_ name: String) -> String {
        if let distribution = Distribution.allCases.first(where: {
            name == $0.rawValue || name.hasPrefix($0.rawValue + "_")
        }) {
            return
                "\(distribution.rawValue) has many values; accepts \(distribution.rawValue)_p50, _p99, _p99.9, _min, _mean, _max"
        }
        let counts = Counter.allCases.map(\.rawValue).joined(separator: ", ")
        let distributions = Distribution.allCases.map(\.rawValue).joined(separator: ", ")
        return
            "there is no figure \(name.isEmpty ? "without a name" : name); accepts \(counts); and with _p99, _mean or _max: \(distributions)"
    }

    private static func accepted(_ figure: Figure) -> String {
        switch figure {
        case .count(let counter):
            counter.whole == nil ? "a whole number" : "a whole number, or a percentage such as 95%"
        case .share: "a percentage such as 95%"
        case .minimum(let distribution), .mean(let distribution), .maximum(let distribution),
            .percentile(let distribution, _):
            distribution.unit == .microseconds
                ? "a time such as 250us, 80ms or 1.5s" : "a rate such as 900kbps or 1.5Mbps"
        }
    }

    /// A bound in the figure's unit, and whether it is a share.
    private static func bound(_ text: String, of figure: Figure) -> (Double, isShare: Bool)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let number = Double(digits), digits.first != "." else { return nil }
        let unit = text[digits.endIndex...].trimmed
        switch figure {
        case .count(let counter), .share(let counter):
            if unit == "%", counter.whole != nil { return (number / 100, true) }
            return unit.isEmpty && number == number.rounded() ? (number, false) : nil
        case .minimum(let distribution), .mean(let distribution), .maximum(let distribution),
            .percentile(let distribution, _):
            let units: [String: Double] =
                distribution.unit == .microseconds
                ? ["us": 1, "ms": 1000, "s": 1_000_000] : ["kbps": 1, "Mbps": 1000]
            return units[unit].map { (number * $0, false) }
        }
    }
}

extension StringProtocol {
    /// The text without the blanks around it.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        guard let end = start.lastIndex(where: { $0 != " " }) else { return "" }
        return String(start[...end])
    }
}
