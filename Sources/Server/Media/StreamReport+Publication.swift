import Platform
import Runtime
internal import SDP
import SFU
import Signaling
import Timing
internal import WebRTC

extension StreamReport {
    /// What one shard knows of a stream: all but the viewers on others where it is at home, else its own viewers only.
    init?(_ stream: String, _ publication: Publication?, viewers: Int) {
        guard let name = StreamName(stream) else { return nil }
        self.init(name, state: .awaited, viewers: viewers)
        guard let publication else { return }
        if publication.publisher != nil {
            state = .live
        } else if publication.nextDeadline != nil {
            state = .interrupted
        }
        began = publication.publisher.map { publisher in
            WallClock(
                nanoseconds: Clock.wall.nanoseconds
                    - publisher.peer.progress.began.duration(to: Clock.now).nanoseconds)
        }
        tracks = publication.tracks.map {
            Track(kind: $0.kind.rawValue, codec: $0.codec, layers: $0.layers)
        }
    }

    /// The same stream with nothing known of it.
    var empty: StreamReport { StreamReport(name, state: .awaited) }

    /// Adds what another shard knows of it.
    mutating func merge(_ other: StreamReport) {
        viewers += other.viewers
        guard other.state != .awaited else { return }
        (state, began, tracks) = (other.state, other.began, other.tracks)
    }
}
