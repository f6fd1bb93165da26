import RTMP
import Signaling
import Timing

extension RTMPConnection {
    /// Refuses what it asked for, since the stream's home does.
    func refuse(_ refusal: MediaRefusal, at now: Instant) {
        switch refusal {
        case .streamHasPublisher: refuse(.badName, "The stream has a publisher already.", at: now)
        case .full: refuse(.denied, "The server is full.", at: now)
        default: refuse(.denied, "The stream cannot be published now.", at: now)
        }
    }
}
