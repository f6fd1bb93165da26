internal import Timing

/// When the latest flight is sent once more (RFC 6347 §4.2.4).
///
/// Deviation: RFC 6347 §4.2.4.1 would begin with a second, for want of knowledge about the path. Our peers have just been
/// reached by a STUN check, and a viewer should not wait a second for one lost datagram. libwebrtc begins with 50 ms.
struct RetransmissionTimer {
    /// The first wait.
    static let first = Duration.milliseconds(150)
    /// The longest. A handshake has thirty seconds in all, so longer ones would leave it too few attempts; with shorter
    /// ones a flight could run out a thirteenth time, at which OpenSSL gives up before we have said what we waited for.
    static let longest = Duration.seconds(4)

    /// When it runs out, while it runs.
    private(set) var deadline: Instant?
    /// How long it runs this time.
    private var wait = Self.first
    /// How often it ran out, over all flights.
    private(set) var expirations = 0

    /// A new flight was sent.
    mutating func begin(at now: Instant) {
        wait = Self.first
        deadline = now.advanced(by: wait)
    }

    /// It ran out, and the flight was sent once more.
    mutating func expire(at now: Instant) {
        expirations += 1
        wait = min(wait * 2, Self.longest)
        deadline = now.advanced(by: wait)
    }

    /// The flight was answered.
    mutating func stop() {
        deadline = nil
    }
}
