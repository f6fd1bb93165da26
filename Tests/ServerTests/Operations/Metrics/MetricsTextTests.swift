import Testing

@testable import Server

struct MetricsTextTests {
    @Test("a family is announced once, before its samples")
    func family() {
        var text = MetricsText()
        text.write(
            Metric(.counter, "requests_total", labels: ["method", "status"], "Requests answered."),
            [.init(labels: ["GET", "200"], value: 3), .init(labels: ["PUT", "404"], value: 1)])
        #expect(
            text.text == """
                # HELP requests_total Requests answered.
                # TYPE requests_total counter
                requests_total{method="GET",status="200"} 3
                requests_total{method="PUT",status="404"} 1

                """)
    }

    @Test("help and label values are escaped, each by its own rule")
    func escaping() {
        var text = MetricsText()
        text.write(
            Metric(.gauge, "odd", labels: ["what"], #"A "help" with \ and"# + "\nmore."),
            [.init(labels: [#"a "b" \"# + "\n"], value: 1)])
        #expect(
            text.text == #"""
                # HELP odd A "help" with \\ and\nmore.
                # TYPE odd gauge
                odd{what="a \"b\" \\\n"} 1

                """#)
        #expect(ExpositionChecker(text.text).complaints == [])
    }

    @Test(
        "values are what a scraper reads",
        arguments: [
            (0.0, "0"), (12, "12"), (0.25, "0.25"), (-3, "-3"), (1_795_234_095.25, "1795234095.25"),
            (1e300, "1e+300"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
            (9_007_199_254_740_992, "9007199254740992"),
        ])
    func values(value: Double, written: String) {
        var text = MetricsText()
        text.write(Metric(.gauge, "value", "A value."), value)
        #expect(text.text.hasSuffix("value \(written)\n"))
    }

    @Test("a histogram's buckets are cumulative and end with +Inf")
    func histogram() {
        var histogram = Histogram(bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 30] { histogram.observe(value) }
        var text = MetricsText()
        text.write(Metric(.histogram, "wait_seconds", "A wait."), histogram)
        #expect(
            text.text == """
                # HELP wait_seconds A wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 2
                wait_seconds_bucket{le="1"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 30.65
                wait_seconds_count 4

                """)
        #expect(ExpositionChecker(text.text).complaints == [])
    }

    @Test("histograms of the same buckets add up")
    func mergedHistograms() {
        var left = Histogram(bounds: [1, 2])
        var right = left
        for value in [0.5, 1.5] { left.observe(value) }
        for value in [1.5, 9] { right.observe(value) }
        left.merge(right)
        #expect(left.counts == [1, 2, 1])
        #expect(left.sum == 12.5)
    }

    @Test(
        "the checker these tests rely on finds what is wrong",
        arguments: [
            ("a 1\n", "outside its family"),
            ("# HELP a A.\n# TYPE a gauge\na 1\na 2\n", "comes twice"),
            ("# HELP a A.\n# TYPE a gauge\n# HELP a A.\na 1\n", "HELP twice"),
            ("# TYPE a gauge\na 1\n", "no HELP"),
            ("# HELP a A.\n# TYPE a counter\na 1\n", "end in _total"),
            ("# HELP a_total A.\n# TYPE a_total counter\na_total -1\n", "below zero"),
            ("# HELP a A.\n# TYPE a gauge\na{b=\"c\"d\"} 1\n", "not labels"),
            ("# HELP a A.\n# TYPE a gauge\na 1", "no line feed"),
            (
                "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
                "not cumulative"
            ),
            ("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_sum 1\na_count 2\n", "no +Inf"),
        ])
    func checker(text: String, complaint: String) {
        #expect(ExpositionChecker(text).complaints.contains { $0.contains(complaint) })
    }
}
