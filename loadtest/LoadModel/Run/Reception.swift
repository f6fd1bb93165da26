internal import Runtime
internal import Timing

/// How a loop gets what comes to its peers by loopback.
struct Reception: Sendable {
    /// How often it looks; zero to be woken as soon as something is there. Being woken costs the sender more than sending
    /// does, so who measures a server on this machine looks every few milliseconds.
    var interval = Duration.zero
    /// Whether the kernel tells when each message came, so that the wait until the next look is not part of a latency.
    var readsArrival = false

    /// Both clocks at one moment.
    struct Reading {
        private let wall = Clock.wall
        private let now = Clock.now

        /// When it was `wall`, on the monotonic axis.
        func instant(_ wall: WallClock) -> Instant {
            now.advanced(by: .nanoseconds(wall.nanoseconds &- self.wall.nanoseconds))
        }
    }
}
