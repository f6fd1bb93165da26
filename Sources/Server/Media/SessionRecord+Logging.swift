import ICE
import SFU
import SRTP
import Signaling
import Timing
import WebRTC

/// What is logged of a session.
extension SessionRecord {
    /// That media may flow.
    func logConnection(of session: Session, worker: Int, to log: Logger) {
        let progress = session.peer.progress
        let time = progress.connected.map { progress.began.duration(to: $0).seconds * 1000 } ?? 0
        log.info(
            "session connected",
            logFields.followed(by: [
                "worker": .integer(worker), "srtp": .text(session.peer.profile?.description ?? "none"),
                "after_ms": .integer(Int(time)),
                "path": .address(session.peer.path?.description ?? "none"),
            ]))
    }

    /// That it is over.
    func logEnd(_ report: SessionReport, to log: Logger) {
        var fields = logFields
        for name in ["end", "packets_received", "packets_lost", "packets_sent"] {
            guard let fact = report.facts.first(where: { $0.name == name }) else { continue }
            fields = fields.followed(by: LogFields([(name, .text(fact.value.description))]))
        }
        if let diagnosis = report.diagnosis {
            fields = fields.followed(by: ["diagnosis": .text(diagnosis)])
        }
        if report.state == .failed {
            log.warning("session failed", fields)
        } else {
            log.info("session ended", fields)
        }
    }
}
