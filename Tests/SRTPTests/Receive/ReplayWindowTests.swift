import Simulation
import Testing

@testable import SRTP

@Suite struct ReplayWindowTests {
    @Test("what came is refused, what did not is not")
    func marks() {
        var window = ReplayWindow(first: 5000)
        #expect(window.refusal(of: 5000) == .replayed)
        #expect(window.refusal(of: 4999) == nil && window.refusal(of: 5001) == nil)
        window.mark(4999)
        #expect(window.refusal(of: 4999) == .replayed && window.newest == 5000)
    }

    @Test("a packet may be as late as the window is long")
    func edge() {
        var window = ReplayWindow(first: 0)
        for newest in [1000, 1023, 1024, 5000, 70_000] as [UInt64] {
            window.mark(newest)
            #expect(window.refusal(of: newest - ReplayWindow.size + 1) == nil)
            #expect(window.refusal(of: newest - ReplayWindow.size) == .tooOld)
        }
    }

    @Test(
        "a jump of any length forgets what is too old, and no more",
        arguments: [1, 63, 64, 900, 959, 960, 1000, 1023, 1024, 1025, 2048, 1 << 40])
    func jumps(length: UInt64) {
        let newest = 10_000 + length
        var window = ReplayWindow(first: 10_000)
        window.mark(9990)
        window.mark(newest)
        for old in [9990, 10_000] as [UInt64] where newest - old >= ReplayWindow.size {
            #expect(window.refusal(of: old) == .tooOld)
        }
        let replayed = (newest - ReplayWindow.size + 1...newest).filter { window.refusal(of: $0) != nil }
        #expect(replayed == [9990, 10_000, newest].filter { newest - $0 < ReplayWindow.size })
    }

    @Test("it agrees with a set of all that came", arguments: 1...20)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var place: UInt64 = 3000
        var window = ReplayWindow(first: place)
        var came: Set<UInt64> = [place]
        for _ in 0..<3000 {
            place += generator.next() % 8 == 0 ? generator.next() % 400 : generator.next() % 3
            let index = place - min(generator.next() % 1200, generator.next() % 1200)
            let newest = window.newest
            let expected: SRTPDropReason? =
                index <= newest && newest - index >= ReplayWindow.size
                ? .tooOld : came.contains(index) ? .replayed : nil
            #expect(window.refusal(of: index) == expected)
            guard expected == nil else { continue }
            window.mark(index)
            came.insert(index)
        }
    }
}
