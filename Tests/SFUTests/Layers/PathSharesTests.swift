import Testing

@testable import SFU

@Suite struct PathSharesTests {
    private static func shares(_ parts: [(weight: Int, need: Int?)]) -> PathShares {
        PathShares(parts.map { PathShares.Part(weight: $0.weight, need: $0.need) })
    }

    @Test("one video has all, several have alike, or as they weigh")
    func weights() {
        #expect(Self.shares([(1, nil)]).share(of: 0, on: 900) == 900)
        let alike = Self.shares([(1, nil), (1, nil), (1, nil)])
        #expect((0..<3).map { alike.share(of: $0, on: 900) } == [300, 300, 300])
        let uneven = Self.shares([(4, nil), (1, nil), (1, nil)])
        #expect((0..<3).map { uneven.share(of: $0, on: 900) } == [600, 150, 150])
    }

    @Test("what one does not need the others have, and it may have as much if it wants to")
    func needs() {
        let shares = Self.shares([(1, nil), (1, 100), (1, 250)])
        #expect(shares.share(of: 0, on: 900) == 550)
        #expect(shares.share(of: 1, on: 900) == 325)
        // Nobody has what there is not.
        #expect(Self.shares([(1, nil), (1, 5000)]).share(of: 0, on: 900) == 450)
        #expect(Self.shares([(1, nil), (3, 900)]).share(of: 0, on: 0) == 0)
    }

    @Test(
        "a path that gives a video so much is one of which it has so much",
        arguments: [100, 333, 1000, 12_345, 1_000_000])
    func total(wanted: Int) {
        let shares = Self.shares([(2, nil), (1, 100), (4, 8000), (1, nil)])
        let had = shares.share(of: 0, on: shares.total(giving: wanted, to: 0))
        #expect((wanted - 2...wanted + 2).contains(had))
    }

    @Test("numbers that are too large are no trap")
    func bounds() {
        let shares = Self.shares([(16, nil), (16, .max), (16, nil)])
        #expect(shares.share(of: 0, on: .max) > 0 && shares.total(giving: .max, to: 0) == .max)
    }
}
