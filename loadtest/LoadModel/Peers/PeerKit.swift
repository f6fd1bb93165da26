internal import Crypto
internal import DTLS
internal import SDP
internal import SRTP
internal import Timing
internal import WebRTC

/// What all peers of a run are made with.
struct PeerKit: Sendable {
    /// The certificate of all of them: making ten thousand would be a test of its own.
    let identity: DTLSIdentity
    /// What it is checked by.
    let fingerprint: Fingerprint
    /// What packets are opened and sealed with.
    let engine: SRTPEngine
    /// Our wall clock, by which publishers mark captures and viewers tell how old they are.
    let clock: ReportClock
    /// How often viewers tell when packets came. A browser does so every 50 to 250 ms, the more seldom the less comes.
    let feedbackInterval: Duration

    /// A kit with a certificate of its own, valid for a day.
    init(feedbackInterval: Duration, wallClock: WallClock, at now: Instant) throws {
        let certificate = try Certificate(valid: .seconds(86_400), at: wallClock)
        identity = try DTLSIdentity(certificate)
        fingerprint = Fingerprint(.sha256, certificate.fingerprint(.sha256).bytes)
        engine = .best()
        clock = ReportClock(wallClock, at: now)
        self.feedbackInterval = feedbackInterval
    }
}
