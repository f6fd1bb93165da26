internal import Timing

/// When a peer got where.
struct Milestones: Sendable {
    /// The request for a session was made.
    var asked: Instant
    /// The answer came.
    var answered: Instant?
    /// A connectivity check was answered.
    var proven: Instant?
    /// DTLS was done: there are keys.
    var connected: Instant?
    /// The first media packet was opened.
    var firstPacket: Instant?
    /// The first picture could be decoded; the first sound where there is no picture. From then on a viewer has joined.
    var firstFrame: Instant?
    /// It left, or was thrown out.
    var left: Instant?

    /// How long something took since the request.
    func time(_ place: KeyPath<Milestones, Instant?>) -> Duration? {
        self[keyPath: place].map { asked.duration(to: $0) }
    }
}
