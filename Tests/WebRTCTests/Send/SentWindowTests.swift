import RTP
import Testing

@testable import WebRTC

@Suite struct SentWindowTests {
    @Test("a number is used once, and a gap can be filled while it is not too far back")
    func window() {
        var window = SentWindow()
        #expect(window.newest == nil && !window.contains(place(0)))
        let used = [1000, 1001, 1004, 1002, 1002, 1004, 1000].map { window.insert(place($0)) }
        #expect(used == [true, true, true, true, false, false, false])
        #expect(
            (999...1005).map { window.contains(place($0)) } == [false, true, true, true, false, true, false])
        let tooOld = window.insert(place(1004 - 512))
        let oldest = window.insert(place(1004 - 511))
        #expect(!tooOld && oldest && window.newest == place(1004))
    }

    @Test(
        "a jump forgets what is too far back, and nothing else",
        arguments: [1, 63, 64, 511, 512, 100_000] as [Int64])
    func jump(by steps: Int64) {
        var window = SentWindow()
        for value: Int64 in 0..<512 { _ = window.insert(place(value)) }
        _ = window.insert(place(511 + steps))
        let left = (0..<512 as Range<Int64>).filter { window.contains(place($0)) }
        #expect(left == Array(min(steps, 512)..<512))
        let between = (512..<511 + min(steps, 600)).filter { window.contains(place($0)) }
        #expect(between.isEmpty)
    }

    @Test("numbers below zero have bits too: a first packet may be overtaken")
    func negative() {
        var window = SentWindow()
        let used = [0, -1, -300, -1, -600].map { window.insert(place($0)) }
        #expect(used == [true, true, true, false, false])
    }
}
