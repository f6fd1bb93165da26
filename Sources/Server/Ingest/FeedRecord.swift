import Bytes
import Platform
import SDP
import SFU
import Signaling
import Timing
import WebRTC

/// Who feeds a stream.
struct FeedOrigin: Sendable {
    /// What it speaks.
    let scheme: EncoderProtocol
    /// What the session is called.
    let id: SessionID
    /// Where it comes from.
    let client: IPAddress
    /// What its encoder calls itself.
    let encoder: String?
}

/// What a shard knows of a feed beside what it brings: who it is, and since when.
struct FeedRecord {
    /// Its place among the sessions.
    let location: SessionLocation
    /// Who it is.
    let origin: FeedOrigin
    /// When it was let publish.
    let began: WallClock

    init(_ stream: StreamName, _ origin: FeedOrigin, began: WallClock) {
        location = SessionLocation(role: .publisher, stream: stream, id: origin.id)
        self.origin = origin
        self.began = began
    }

    /// What is known of it now.
    func report(_ numbers: PublicationNumbers?, at now: Instant) -> SessionReport {
        let isSilent = numbers?.progress.map { $0.lastHeard.duration(to: now) > .seconds(6) } == true
        return SessionReport(
            location, state: isSilent ? .interrupted : .connected, began: began, client: origin.client,
            userAgent: origin.encoder,
            facts: [ReportFact("connected", true), ReportFact("protocol", .text(origin.scheme.rawValue))]
                + (numbers?.facts ?? []),
            tracks: (numbers?.layers ?? []).map { layer in
                TrackReport(
                    .received, kind: layer.numbers.kind.rawValue, codec: layer.numbers.codec,
                    numbers: layer.numbers.facts)
            })
    }
}
