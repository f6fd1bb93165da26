import SDP
import Testing
import Timing

@testable import LoadModel

@Suite struct TrackPositionTests {
    /// Four frames, 40 ms apart, of which the first and the third are keyframes.
    private let track = Track(
        kind: .video, codec: .vp8,
        frames: (0..<4).map {
            Track.Frame(time: .milliseconds(40 * $0), isKeyframe: $0 % 2 == 0, payloads: [[UInt8($0)]])
        }, duration: .milliseconds(160))

    @Test("a track goes on after its end without a gap")
    func loops() {
        var position = TrackPosition()
        var times: [Duration] = []
        for _ in 0..<9 {
            times.append(position.time(in: track))
            _ = position.take(from: track)
        }
        #expect(times == (0..<9).map { .milliseconds(40 * $0) })
    }

    @Test("a jump leads to the next keyframe, at the time of the frame that was next")
    func jumps() {
        var position = TrackPosition()
        _ = position.take(from: track)
        position.jumpToKeyframe(in: track)
        #expect(position.time(in: track) == .milliseconds(40))
        let frame = position.take(from: track)
        #expect(frame.payloads == [[2]])
        #expect(position.time(in: track) == .milliseconds(80))
    }

    @Test("a jump at a keyframe changes nothing")
    func stays() {
        var position = TrackPosition()
        position.jumpToKeyframe(in: track)
        #expect(position.index == 0)
        #expect(position.time(in: track) == .zero)
    }
}
