import Ingest
import Media
import Timing

/// Logs what becomes of the publishers of one protocol.
struct PublisherJournal: Sendable {
    /// What they speak.
    let scheme: EncoderProtocol
    /// Where it is logged.
    let log: Logger

    /// It is let publish.
    func connected(_ fields: LogFields) { log.info("publisher connected", fields) }

    /// It may not publish.
    func refused(_ fields: LogFields, _ reason: String) {
        log.info("publisher refused", fields.followed(by: ["reason": .text(reason)]))
    }

    /// Its connection is over before it has published.
    func connectionFailed(_ fields: LogFields, _ reason: String) {
        log.info("connection failed", fields.followed(by: ["reason": .text(reason)]))
    }

    /// It is known what it brings.
    func described(_ tracks: ContributedTracks, _ fields: LogFields) {
        var more: LogFields = [:]
        if let codec = tracks.videoCodec {
            more = more.followed(by: ["video": .text(tracks.video?.codecString ?? codec.rawValue)])
        }
        if let audio = tracks.audio { more = more.followed(by: ["audio": .text(audio.codecString)]) }
        log.info("publisher described", fields.followed(by: more))
    }

    /// Something that the operator should know.
    func noticed(_ text: String, _ fields: LogFields) {
        log.warning("publisher noticed", fields.followed(by: ["reason": .text(text)]))
    }

    /// It is no more.
    func ended(
        _ publishing: Publishing, _ reason: String, isOrderly: Bool, at now: Instant, _ more: LogFields = [:]
    ) {
        let fields = LogFields([
            ("stream", .text(publishing.outlet.seat.stream)), ("protocol", .text(scheme.rawValue)),
            ("end", .text(reason)), ("units", .integer(Int(clamping: publishing.units))),
            ("after_s", .integer(Int(publishing.began.duration(to: now).seconds))),
        ]).followed(by: more)
        if isOrderly {
            log.info("publisher ended", fields)
        } else {
            log.warning("publisher failed", fields)
        }
    }

    /// Somebody reads a stream.
    func readerCame(_ stream: String, client: String) {
        log.info(
            "reader connected",
            LogFields([
                ("stream", .text(stream)), ("protocol", .text(scheme.rawValue)), ("client", .address(client)),
            ]))
    }

    /// Somebody reads it no more.
    func readerWent(_ stream: String) {
        log.info(
            "reader ended", LogFields([("stream", .text(stream)), ("protocol", .text(scheme.rawValue))]))
    }

    /// What tells it from others.
    func fields(stream: String?, encoder: String?, client: String) -> LogFields {
        LogFields([
            ("stream", .text(stream ?? "none")), ("protocol", .text(scheme.rawValue)),
            ("encoder", .text(encoder ?? "unknown")), ("client", .address(client)),
        ])
    }
}
