internal import RTP
internal import SDP
public import Timing

extension Peer {
    /// What is known of each media stream, in both directions, at this moment.
    public func numbers(at now: Instant) -> [MediaNumbers] {
        inbound.streams.map { numbers(of: $0, at: now) } + outbound.streams.map { numbers(of: $0, at: now) }
    }

    /// What was counted of all streams in one direction.
    public func counts(_ direction: MediaNumbers.Direction) -> MediaCounts {
        var counts = MediaCounts()
        switch direction {
        case .received: for stream in inbound.streams { counts.add(stream.counts) }
        case .sent:
            counts = outbound.departed
            for stream in outbound.streams { counts.add(stream.counts(in: outbox)) }
        }
        return counts
    }

    /// What was counted of what is sent in a section.
    public func sentCounts(inSection section: Int) -> MediaCounts {
        outbound.index(section: section).map { outbound.streams[$0].counts(in: outbox) } ?? MediaCounts()
    }

    /// How much leaves in a section.
    public func sentBitsPerSecond(inSection section: Int, at now: Instant) -> UInt64 {
        outbound.index(section: section)
            .map { outbound.streams[$0].bitsPerSecond(in: outbox, at: now) } ?? 0
    }

    /// The largest share of packets that the other side lost of any stream between its last two reports, 0 to 1.
    public var sentFractionLost: Double {
        outbound.streams.map { outbox.table.tracks[$0.track.row].stream.fractionLost }.max() ?? 0
    }

    private func numbers(of stream: InboundStream, at now: Instant) -> MediaNumbers {
        let media = session.media[stream.section]
        return MediaNumbers(
            direction: .received, section: stream.section, layer: stream.layer, kind: media.kind,
            codec: media.format(stream.payloadType.value)?.format.name, counts: stream.counts,
            bitsPerSecond: stream.receive.rate.bitsPerSecond(at: now),
            fractionLost: stream.receive.fractionLost, jitter: stream.receive.interarrivalJitter)
    }

    private func numbers(of stream: OutboundStream, at now: Instant) -> MediaNumbers {
        let (media, sent) = (session.media[stream.section], outbox.table.tracks[stream.track.row].stream)
        return MediaNumbers(
            direction: .sent, section: stream.section, layer: 0, kind: media.kind,
            codec: stream.feed.flatMap { media.format($0.choice.media.value)?.format.name },
            counts: stream.counts(in: outbox), bitsPerSecond: stream.bitsPerSecond(in: outbox, at: now),
            fractionLost: sent.fractionLost, jitter: sent.interarrivalJitter)
    }
}
