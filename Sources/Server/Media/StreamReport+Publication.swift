import Platform
import Runtime
internal import SDP
import SFU
import Signaling
import Timing
internal import WebRTC

extension StreamReport {
    /// What is known of a stream.
    init?(_ publication: Publication, viewers: Int) {
        guard let name = StreamName(publication.name) else { return nil }
        let state: State =
            if publication.publisher != nil { .live } else if publication.nextDeadline != nil {
                .interrupted
            } else {
                .awaited
            }
        let began = publication.publisher.map { publisher in
            WallClock(
                nanoseconds: Clock.wall.nanoseconds
                    - publisher.peer.progress.began.duration(to: Clock.now).nanoseconds)
        }
        self.init(
            name, state: state, began: began,
            tracks: publication.tracks.map {
                Track(kind: $0.kind.rawValue, codec: $0.codec, layers: $0.layers)
            },
            viewers: viewers)
    }
}
