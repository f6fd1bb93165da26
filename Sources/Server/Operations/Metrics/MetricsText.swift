/// Writes metrics in Prometheus' text exposition format 0.0.4.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/: a family's `HELP` and `TYPE` stand once, before
/// its samples, which stand together; a histogram's buckets are cumulative and end with `le="+Inf"`.
struct MetricsText {
    /// What `content-type` says.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// What has been written.
    private(set) var text = ""

    /// One sample of a counter or gauge.
    struct Sample {
        /// One value for each label of its family.
        var labels: [String]
        /// What is measured.
        var value: Double
    }

    /// Writes a family without labels.
    mutating func write(_ metric: Metric, _ value: Double) {
        write(metric, [Sample(labels: [], value: value)])
    }

    /// Writes a counter or gauge family with all its samples. Without samples the family is still announced.
    mutating func write(_ metric: Metric, _ samples: [Sample]) {
        writeHead(metric)
        for sample in samples {
            writeSample(metric.name, labels: Array(zip(metric.labels, sample.labels)), sample.value)
        }
    }

    /// Writes a histogram family without labels.
    mutating func write(_ metric: Metric, _ histogram: Histogram) {
        write(metric, [([], histogram)])
    }

    /// Writes a histogram family, each histogram with one value for each label.
    mutating func write(_ metric: Metric, _ histograms: [(labels: [String], histogram: Histogram)]) {
        writeHead(metric)
        for (values, histogram) in histograms {
            let labels = Array(zip(metric.labels, values))
            var total: UInt64 = 0
            for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
                total &+= count
                writeSample(
                    "\(metric.name)_bucket", labels: labels + [("le", Self.text(of: bound))], Double(total))
            }
            writeSample("\(metric.name)_sum", labels: labels, histogram.sum)
            writeSample("\(metric.name)_count", labels: labels, Double(total))
        }
    }

    /// The lines that announce a family.
    private mutating func writeHead(_ metric: Metric) {
        text += "# HELP \(metric.name) \(Self.escaped(metric.help))\n"
        text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    /// One sample's line.
    private mutating func writeSample(_ name: String, labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(Self.text(of: value))\n"
    }

    /// A number as Go's ParseFloat reads it; whole ones without a fraction, which is shorter and what people expect.
    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int(exactly: value).map { String($0) } ?? String(value)
    }

    /// Backslashes and line breaks are escaped everywhere, quotes in label values.
    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
