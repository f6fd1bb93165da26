import Platform
import Runtime
internal import SDP
import SFU
import Signaling
import Timing
internal import WebRTC

extension StreamReport {
    /// What is known of a stream.
    init?(_ router: Router) {
        guard let name = StreamName(router.name) else { return nil }
        let state: State =
            if router.publisher != nil { .live } else if router.nextDeadline != nil { .interrupted } else {
                .awaited
            }
        let began = router.publisher.map { publisher in
            WallClock(
                nanoseconds: Clock.wall.nanoseconds
                    - publisher.peer.progress.began.duration(to: Clock.now).nanoseconds)
        }
        self.init(
            name, state: state, began: began,
            tracks: router.tracks.map { Track(kind: $0.kind.rawValue, codec: $0.codec, layers: $0.layers) },
            viewers: router.viewers.count)
    }
}
