internal import SDP
import SFU
import Signaling
import Timing
import WebRTC

/// The names that numbers have in reports: the same for a track, a layer and a whole stream, in either direction. The
/// description of the API lists them.
extension MediaNumbers {
    /// What was counted and measured.
    var facts: [ReportFact] {
        [
            .bitrate(bitsPerSecond), .loss(fractionLost),
            ReportFact("jitter_ms", .fraction(jitter.milliseconds)),
        ] + counts.facts(direction)
    }
}

extension MediaCounts {
    /// What was counted. Nobody looks for keyframes in what is sent.
    func facts(_ direction: MediaNumbers.Direction) -> [ReportFact] {
        var all: [(String, UInt64)] = [
            ("packets", packets), ("bytes", octets), ("lost", lost), ("nacked", asked),
            ("retransmitted", repeated), ("parities", parities), ("unrepaired", refused),
            ("plis", pictureLosses), ("firs", fullIntraRequests),
        ]
        if direction == .received { all.append(("keyframes", keyframes)) }
        return all.map { ReportFact($0.0, .number(Int(clamping: $0.1))) }
    }
}

extension Session {
    /// Its media streams. What a viewer gets is one of the publisher's layers.
    func tracks(at now: Instant) -> [TrackReport] {
        peer.numbers(at: now).map { each in
            TrackReport(
                each.direction == .received ? .received : .sent, kind: each.kind.rawValue, codec: each.codec,
                layer: each.direction == .received ? each.layer : layer(inSection: each.section),
                numbers: each.facts)
        }
    }

    /// Why a viewer gets the layer that it gets.
    var layerFacts: [ReportFact] {
        let sections = peer.session.media.indices
        guard let reason = sections.lazy.compactMap({ self.layerReason(inSection: $0) }).first else {
            return []
        }
        return [ReportFact("layer_reason", "\(reason.rawValue)")]
    }
}

extension PublicationNumbers {
    /// What was counted and measured of all layers together, and how soon the publisher's first packet and keyframe came.
    var facts: [ReportFact] {
        var facts = [ReportFact.bitrate(bitsPerSecond), .loss(fractionLost)]
        if let roundTrip { facts.append(.roundTrip(roundTrip)) }
        if let progress { facts += progress.firsts(since: progress.began) }
        return facts + counts.facts(.received)
    }
}

extension AudienceNumbers {
    /// What was counted and measured of all viewers together.
    var facts: [ReportFact] {
        var facts = [ReportFact.bitrate(bitsPerSecond), .loss(fractionLost)]
        if let roundTrip { facts.append(.roundTrip(roundTrip)) }
        return facts + [
            ReportFact("waiting_viewers", .number(waiting)), ReportFact("unfit_viewers", .number(unfit)),
        ] + counts.facts(.sent)
    }
}

extension PeerProgress {
    /// How long it took to the first packet and the first keyframe.
    func firsts(since start: Instant) -> [ReportFact] {
        [("first_packet_ms", firstPacket), ("first_keyframe_ms", firstKeyframe)].compactMap { name, instant in
            instant.map { ReportFact(name, .fraction(start.duration(to: $0).milliseconds)) }
        }
    }
}

extension ReportFact {
    /// How much passes, repeated packets too.
    static func bitrate(_ bits: UInt64) -> ReportFact {
        ReportFact("bits_per_second", .number(Int(clamping: bits)))
    }

    /// The share of packets lost of late, to a hundredth of a percent.
    static func loss(_ fraction: Double) -> ReportFact {
        ReportFact("fraction_lost", .fraction((fraction * 10_000).rounded() / 10_000))
    }

    /// The round trip.
    static func roundTrip(_ time: Duration) -> ReportFact {
        ReportFact("round_trip_ms", .fraction(time.milliseconds))
    }
}

extension Duration {
    /// In milliseconds, to a hundredth.
    var milliseconds: Double { (seconds * 100_000).rounded() / 100 }
}
