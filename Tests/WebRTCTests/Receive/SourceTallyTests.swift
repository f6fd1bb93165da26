import RTP
import Testing

@testable import WebRTC

@Suite struct SourceTallyTests {
    /// What each of `numbers` turns out to be.
    private static func verdicts(_ numbers: [UInt16]) -> [SourceTally.Verdict] {
        var tally = SourceTally()
        return numbers.map { tally.count(SequenceNumber($0)) }
    }

    @Test("the first packet counts at once, and numbers wrap")
    func wrap() {
        #expect(
            Self.verdicts([65_534, 65_535, 0, 1]) == [
                .newest(place(65_534), missing: 0), .newest(place(65_535), missing: 0),
                .newest(place(65_536), missing: 0), .newest(place(65_537), missing: 0),
            ])
    }

    @Test("what was overtaken is late, what came before is a duplicate")
    func late() {
        #expect(
            Self.verdicts([10, 13, 12, 12, 13, 9, 9]) == [
                .newest(place(10), missing: 0), .newest(place(13), missing: 2), .late(place(12)), .duplicate,
                .duplicate, .late(place(9)), .duplicate,
            ])
    }

    @Test("a gap may have 2,998 packets; a longer one is a jump, and two in sequence prove it")
    func jumps() {
        #expect(Self.verdicts([0, 2999]).last == .newest(place(2999), missing: 2998))
        #expect(Self.verdicts([0, 3000, 3001]).suffix(2) == [.stray, .restart(place(3001))])
        #expect(Self.verdicts([5000, 3976, 3977]).suffix(2) == [.stray, .late(place(3977))])
        #expect(Self.verdicts([5000, 100, 101]).suffix(2) == [.stray, .restart(place(101))])
        #expect(Self.verdicts([0, 40_000, 1, 40_001]).suffix(2) == [.newest(place(1), missing: 0), .stray])
    }

    @Test("losses are what was expected and did not come; duplicates and repairs do not hide them")
    func losses() {
        var tally = SourceTally()
        for number: UInt16 in [0, 1, 2, 2, 2, 5] { _ = tally.count(SequenceNumber(number)) }
        let repaired = tally.recover(SequenceNumber(3))
        #expect(repaired == .late(place(3)) && tally.lost == 2 && tally.received == 4)
        _ = tally.count(SequenceNumber(4))
        #expect(tally.lost == 1)
    }

    @Test("what is from before the first packet is expected too")
    func beforeFirst() {
        var tally = SourceTally()
        for number: UInt16 in [10, 7] { _ = tally.count(SequenceNumber(number)) }
        #expect(tally.lost == 2)
    }

    @Test("a repair of what came, or of what is too old, is not wanted")
    func repairs() {
        var tally = SourceTally()
        let early = tally.recover(SequenceNumber(1))
        _ = tally.count(SequenceNumber(2000))
        let known = tally.recover(SequenceNumber(2000))
        let old = tally.recover(SequenceNumber(900))
        let ahead = tally.recover(SequenceNumber(2002))
        #expect(
            [early, known, old, ahead] == [.stray, .duplicate, .stray, .newest(place(2002), missing: 1)])
    }

    @Test("the fraction lost is of the packets since the last report")
    func fraction() {
        var tally = SourceTally()
        for number: UInt16 in [0, 1, 3] { _ = tally.count(SequenceNumber(number)) }
        let first = tally.takeFractionLost()
        let nothing = tally.takeFractionLost()
        _ = tally.count(SequenceNumber(2))
        _ = tally.count(SequenceNumber(4))
        let late = tally.takeFractionLost()
        _ = tally.count(SequenceNumber(1000))
        let outage = tally.takeFractionLost()
        #expect([first, nothing, late, outage] == [64, 0, 0, 255])
    }
}
