internal import ICE
internal import RTP
internal import SDP
internal import Timing

/// What we send to a peer, but for what the fan-out needs: that is in its outbox's table.
struct Outbound {
    /// The streams, one a section that we send.
    var streams: [OutboundStream] = []
    /// What was counted of streams that are no more.
    var departed = MediaCounts()
    /// The peer's row in the table.
    let viewer: Int32
    /// Our wall clock, as reports tell it.
    let clock: ReportClock
    /// Who we are in reports: the first stream, or where we send none, nobody's SSRC.
    let reporter: SSRC
    /// What is known of the path to the other side.
    var bandwidth: Bandwidth

    /// Streams of a session that sends something, or nothing. Their rows are `leave`'s to free.
    init(
        _ session: NegotiatedSession, clock: ReportClock, in outbox: Outbox,
        using random: inout some RandomNumberGenerator
    ) {
        self.clock = clock
        let bits = random.next()
        let hasFeedback = session.media.contains { media in
            media.direction.sends
                && media.formats.contains { $0.format.feedback.contains(.transportWide) }
        }
        bandwidth = Bandwidth(hasFeedback: hasFeedback)
        viewer = outbox.table.add(
            EgressViewer(transportNumber: SequenceNumber(UInt16(truncatingIfNeeded: bits))),
            isLogged: hasFeedback)
        reporter =
            session.media.lazy.filter(\.direction.sends).compactMap(\.localSources.first).first
            .map { SSRC($0.ssrc) } ?? SSRC(UInt32(truncatingIfNeeded: bits >> 16) | 1)
        addStreams(of: session, in: outbox, using: &random)
    }

    /// Frees the rows.
    func leave(_ outbox: Outbox) {
        for stream in streams { outbox.table.removeTrack(stream.track.row) }
        outbox.table.remove(viewer)
    }

    /// Ends a stream.
    mutating func remove(at index: Int, from outbox: Outbox) {
        let stream = streams.remove(at: index)
        departed.add(stream.counts(in: outbox))
        outbox.table.removeTrack(stream.track.row)
    }

    /// Adds the streams of those sections that we send in and that have none.
    mutating func addStreams(
        of session: NegotiatedSession, in outbox: Outbox, using random: inout some RandomNumberGenerator
    ) {
        for (section, media) in session.media.enumerated() where index(section: section) == nil {
            let stream = OutboundStream(media, section: section, of: viewer, in: outbox, using: &random)
            if let stream { streams.append(stream) }
        }
    }

    /// Where the stream of a section is.
    func index(section: Int) -> Int? {
        streams.firstIndex { $0.section == section }
    }

    /// Where the stream of a source of ours is.
    func index(of source: SSRC) -> Int? {
        streams.firstIndex { $0.ssrc == source }
    }

    /// Takes what the other side says of a source of ours.
    mutating func handle(_ block: ReportBlock, over path: Path?, in outbox: Outbox, at now: Instant) {
        for index in streams.indices where streams[index].ssrc == block.source {
            let row = streams[index].track.row
            let lost = outbox.table.tracks[row].stream.shareLost(by: block)
            outbox.table.tracks[row].stream.handle(block, clock: clock, at: now)
            guard let lost else { continue }
            bandwidth.handle(lost: lost, outbox.table[sentTo: viewer, at: now], at: now)
            guard streams[index].isProtectable else { continue }
            // What TCP loses it sends again by itself.
            guard path?.transport == .udp else {
                streams[index].stopProtection(in: outbox)
                continue
            }
            let path = bandwidth.path(outbox.table[sentTo: viewer, at: now], at: now)
            streams[index].handle(lost: lost, on: path, in: outbox, at: now)
        }
    }

    /// Looks whether the path still has room for parities, where any are made.
    mutating func reviewProtection(in outbox: Outbox, at now: Instant) {
        for index in streams.indices where streams[index].protection.groupSize > 0 {
            let path = bandwidth.path(outbox.table[sentTo: viewer, at: now], at: now)
            streams[index].yield(to: path, in: outbox, at: now)
        }
    }

    /// The sender reports for now.
    func takeReports(from outbox: Outbox, at now: Instant) -> [SenderReport] {
        streams.compactMap {
            outbox.table.tracks[$0.track.row].stream.senderReport(clock: clock, at: now)
        }
    }

    /// How many packets were sent, repeated ones left out.
    func packetCount(in outbox: Outbox) -> UInt64 {
        streams.reduce(departed.packets) { $0 &+ outbox.table.tracks[$1.track.row].stream.packetCount }
    }

    /// The round trip, by what was reported of any stream.
    func roundTrip(in outbox: Outbox) -> Duration? {
        streams.lazy.compactMap { outbox.table.tracks[$0.track.row].stream.roundTrip.smoothed }.min()
    }
}
