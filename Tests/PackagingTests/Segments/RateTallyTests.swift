import Testing

@testable import Packaging

/// What players are told of how many bits a second there are.
@Suite struct RateTallyTests {
    /// An hour of so many bits a second.
    private func add(hours: Int, of bits: Int, to tally: inout RateTally) {
        for _ in 0..<hours { tally.add(bits / 8 * 3600, over: .seconds(3600)) }
    }

    @Test("a stream of a year is told as it is", arguments: [64_000, 8_000_000, 1_000_000_000])
    func long(bits: Int) {
        var tally = RateTally()
        add(hours: 8760, of: bits, to: &tally)
        #expect(tally.average == bits && tally.peak == bits)
    }

    @Test("what a day was like is forgotten in some hours, but for the most that there was")
    func fading() {
        var tally = RateTally()
        add(hours: 24, of: 8_000_000, to: &tally)
        add(hours: 1, of: 1_000_000, to: &tally)
        #expect(1_000_000...5_000_000 ~= tally.average)
        add(hours: 8, of: 1_000_000, to: &tally)
        #expect(1_000_000...1_100_000 ~= tally.average && tally.peak == 8_000_000)
    }

    @Test("a piece that is far shorter than others is part of the mean, and no peak")
    func short() {
        var tally = RateTally()
        tally.add(1000, over: .seconds(1))
        tally.add(1000, over: .milliseconds(100))
        #expect(tally.peak == 8000 && tally.average == 14_545)
    }
}
