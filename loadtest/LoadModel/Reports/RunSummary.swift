internal import HTTP

/// The figures that people quote, worked out: counts, shares and percentiles by name.
struct RunSummary: JSONWritable {
    /// What is summed up.
    private let figures: RunFigures

    init(_ figures: RunFigures) {
        self.figures = figures
    }

    /// Writes an object: each count, `…_share` where it is a share of something, each distribution with its
    /// percentiles, and what the server spent.
    func write(to json: inout JSONText) {
        json.object { json in
            for counter in Counter.allCases {
                json.member(counter.rawValue, figures[counter])
                json.member(counter.rawValue + "_share", ifPresent: figures.share(of: counter))
            }
            for distribution in Distribution.allCases where !figures[distribution].isEmpty {
                json.member(distribution.rawValue) {
                    write(figures[distribution], distribution.unit, to: &$0)
                }
            }
            json.member("server_us_per_packet", ifPresent: figures.serverMicrosecondsPerPacket)
            json.member("server_cores_per_1000_viewers", ifPresent: figures.serverCoresPerThousandViewers)
        }
    }

    private func write(_ histogram: Histogram, _ unit: Distribution.Unit, to json: inout JSONText) {
        json.object { json in
            json.member("unit", unit.rawValue)
            json.member("count", histogram.count)
            json.member("mean", ifPresent: histogram.mean)
            json.member("min", ifPresent: histogram.minimum)
            for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)]
            {
                json.member(name, ifPresent: histogram.percentile(share))
            }
            json.member("max", ifPresent: histogram.maximum)
        }
    }
}
