import HTTP
import Simulation
import Testing

@testable import LoadModel

@Suite struct HistogramTests {
    @Test("values below 128 are kept exactly")
    func exact() {
        var histogram = Histogram()
        for value in Int64(1)...100 { histogram.record(value) }
        #expect(histogram.percentile(0.5) == 50)
        #expect(histogram.percentile(0.99) == 99)
        #expect(histogram.percentile(1) == 100 && histogram.percentile(0) == 1)
        #expect(histogram.mean == 50.5)
    }

    @Test("an empty histogram knows no value")
    func empty() {
        let histogram = Histogram()
        #expect(histogram.percentile(0.5) == nil && histogram.minimum == nil && histogram.mean == nil)
    }

    @Test("a percentile is off by at most the stated error, whatever the size")
    func error() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let value = Int64(random.next() >> (24 + random.next() % 40))
            var histogram = Histogram()
            histogram.record(0)
            histogram.record(value)
            histogram.record(Histogram.largest)
            let read = histogram.percentile(0.5) ?? -1
            #expect(Double((read - value).magnitude) <= Double(value) * Histogram.relativeError)
        }
    }

    @Test("percentiles of many values are those of a sorted list, within the error")
    func sorted() {
        var random = SeededGenerator(seed: 2)
        let values = (0..<5000).map { _ in Int64(random.next() % 3_000_000) }
        var histogram = Histogram()
        for value in values { histogram.record(value) }
        let sorted = values.sorted()
        for share in [0.01, 0.25, 0.5, 0.9, 0.99, 0.999] {
            let exact = Double(sorted[Int((share * 5000).rounded(.up)) - 1])
            let read = Double(histogram.percentile(share) ?? -1)
            #expect(abs(read - exact) <= exact * Histogram.relativeError)
        }
        #expect(histogram.minimum == sorted.first && histogram.maximum == sorted.last)
    }

    @Test("what is outside is taken for the nearest value inside")
    func outside() {
        var histogram = Histogram()
        histogram.record(-5)
        histogram.record(.max)
        #expect(histogram.minimum == 0 && histogram.maximum == Histogram.largest)
        histogram.record(.seconds(2))
        #expect(histogram.bars.count == 3)
    }

    @Test("merging is as if all had been counted in one place")
    func merging() {
        var random = SeededGenerator(seed: 3)
        var (one, other, both) = (Histogram(), Histogram(), Histogram())
        for turn in 0..<1000 {
            let value = Int64(random.next() % 1_000_000)
            if turn % 3 == 0 { one.record(value) } else { other.record(value) }
            both.record(value)
        }
        one.merge(other)
        #expect(one == both)
        one.merge(Histogram())
        #expect(one == both)
    }

    @Test("it survives the way through JSON")
    func json() throws {
        var histogram = Histogram()
        for value in [0, 1, 127, 128, 1 << 20, Histogram.largest] { histogram.record(value, times: 3) }
        for sample in [histogram, Histogram()] {
            let value = try JSONReader.read(JSONText(sample).bytes).get()
            #expect(Histogram(value) == sample)
        }
    }

    @Test(
        "JSON that is no histogram is refused",
        arguments: [
            "{}", "[]", #"{"sum":1,"min":0,"max":1,"buckets":[[99999,1]]}"#,
            #"{"sum":1,"min":0,"max":1,"buckets":[[1,-1]]}"#, #"{"sum":1,"min":2,"max":1,"buckets":[[1,1]]}"#,
            #"{"sum":1,"min":0,"max":1,"buckets":[[0,1099511627776],[1,1]]}"#,
            #"{"sum":1,"buckets":[[1,1]]}"#, #"{"sum":1,"min":0,"max":1,"buckets":[[1]]}"#,
        ])
    func refused(text: String) throws {
        let value = try JSONReader.read(Array(text.utf8)).get()
        #expect(Histogram(value) == nil)
    }
}
