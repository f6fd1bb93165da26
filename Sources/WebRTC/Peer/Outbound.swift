internal import RTP
internal import SDP
internal import Timing

/// What we send to a peer.
struct Outbound {
    /// The streams, one a section that we send.
    var streams: [OutboundStream] = []
    /// Our wall clock, as reports tell it.
    let clock: ReportClock
    /// The number of the last packet of the transport.
    var transportNumber: SequenceNumber
    /// Who we are in reports: the first stream, or where we send none, nobody's SSRC.
    let reporter: SSRC
    /// What the other side believes to receive at most (REMB), in bits a second.
    var remoteEstimate: UInt64?

    /// Streams of a session that sends something, or nothing.
    init(
        _ session: NegotiatedSession, clock: ReportClock, using random: inout some RandomNumberGenerator
    ) {
        self.clock = clock
        let bits = random.next()
        transportNumber = SequenceNumber(UInt16(truncatingIfNeeded: bits))
        for (index, media) in session.media.enumerated() {
            if let stream = OutboundStream(media, section: index, using: &random) { streams.append(stream) }
        }
        reporter = streams.first?.send.ssrc ?? SSRC(UInt32(truncatingIfNeeded: bits >> 16) | 1)
    }

    /// Where the stream of a section is.
    func index(section: Int) -> Int? {
        streams.firstIndex { $0.section == section }
    }

    /// Where the stream of a source of ours is.
    func index(of source: SSRC) -> Int? {
        streams.firstIndex { $0.send.ssrc == source }
    }

    /// Takes what the other side says of a source of ours.
    mutating func handle(_ block: ReportBlock, at now: Instant) {
        for index in streams.indices where streams[index].send.ssrc == block.source {
            streams[index].send.handle(block, clock: clock, at: now)
        }
    }

    /// The sender reports for now.
    func takeReports(at now: Instant) -> [SenderReport] {
        streams.compactMap { $0.send.senderReport(clock: clock, at: now) }
    }

    /// The round trip, by what was reported of any stream.
    var roundTrip: Duration? {
        streams.lazy.compactMap(\.send.roundTrip.smoothed).min()
    }
}
