import Testing

@testable import LoadModel

struct MessageTallyTests {
    @Test("messages are counted by kind, by the first of their datagrams")
    func counts() {
        var tally = MessageTally()
        for (run, size) in [(3, 1200), (0, 1200), (0, 800), (1, 90), (3, 1200)] { tally.add(run, size: size) }
        #expect(tally.kinds == [MessageTally.Kind(run: 1, size: 90), MessageTally.Kind(run: 3, size: 1200)])
        #expect(tally.kinds.map { tally.counts[$0] } == [1, 2])
    }

    @Test("what came since an earlier look is the difference, of all loops together")
    func since() {
        var before = MessageTally()
        before.add(1, size: 90)
        before.add(2, size: 1200)
        var after = before
        after.add(2, size: 1200)
        var other = MessageTally()
        other.add(2, size: 1200)
        other.add(4, size: 60)
        after.merge(other)
        let since = after.since(before)
        #expect(since.kinds == [MessageTally.Kind(run: 2, size: 1200), MessageTally.Kind(run: 4, size: 60)])
        #expect(since.kinds.map { since.counts[$0] } == [2, 1])
    }
}
