import Testing
import Timing

@testable import LoadModel

@Suite struct PlaybackBufferTests {
    private func at(_ milliseconds: Int) -> Instant { .zero.advanced(by: .milliseconds(milliseconds)) }

    @Test("it plays from when each track has something, for as long as each has more")
    func plays() {
        var buffer = PlaybackBuffer(tracks: 2)
        buffer.append(.seconds(2), to: 0, at: at(0))
        #expect(buffer.began == nil)
        buffer.append(.seconds(1), to: 1, at: at(100))
        #expect(buffer.began == at(100))
        #expect(buffer.position(at: at(600)) == .milliseconds(500))
        #expect(buffer.ahead(of: 0, at: at(600)) == .milliseconds(1500))
        #expect(!buffer.isStalled(at: at(1100)) && buffer.isStalled(at: at(1101)))
        #expect(buffer.position(at: at(9000)) == .seconds(1))
    }

    @Test("a stall lasts from when a track has run out until it has more, and counts while it goes on")
    func stalls() {
        var buffer = PlaybackBuffer(tracks: 1)
        buffer.append(.seconds(1), to: 0, at: at(0))
        #expect(buffer.allStalls(at: at(1500)) == [.milliseconds(500)])
        buffer.append(.seconds(1), to: 0, at: at(1700))
        #expect(buffer.stalls == [.milliseconds(700)])
        #expect(buffer.allStalls(at: at(2700)) == [.milliseconds(700)])
        #expect(buffer.allStalls(at: at(3000)) == [.milliseconds(700), .milliseconds(300)])
    }

    @Test("the end is no stall")
    func end() {
        var buffer = PlaybackBuffer(tracks: 1)
        buffer.append(.seconds(1), to: 0, at: at(0))
        buffer.complete(0, at: at(500))
        #expect(buffer.allStalls(at: at(5000)).isEmpty)
        #expect(buffer.ahead(of: 0, at: at(5000)) == .zero)
    }

    @Test("what is thrown away is not played, and is waited for")
    func skips() {
        var buffer = PlaybackBuffer(tracks: 1)
        buffer.append(.seconds(10), to: 0, at: at(0))
        buffer.skip(0, at: at(1000))
        #expect(buffer.ahead(of: 0, at: at(1500)) == .zero)
        buffer.append(.seconds(1), to: 0, at: at(1500))
        #expect(buffer.stalls == [.milliseconds(500)])
        #expect(buffer.position(at: at(2000)) == .milliseconds(1500))
    }
}
