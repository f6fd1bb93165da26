internal import RTP
internal import SDP
internal import Timing

/// One stream that we send to a peer: what the section of its session agreed on, and the source that feeds it.
struct OutboundStream {
    /// A stretch of one source that goes under the same payload types.
    struct Feed {
        /// Tells it from those before it.
        let number: UInt32
        /// Where its packets are kept.
        let source: MediaSource
        /// What its packets go under.
        let choice: PayloadChoice
    }

    /// Which section of the session.
    let section: Int
    /// Its numbers, time line and reports.
    var send: SendStream
    /// How its headers look.
    let layout: HeaderLayout
    /// What the receiver asked for: packets again, and keyframes.
    var asked: UInt64 = 0
    var pictureLosses: UInt64 = 0, fullIntraRequests: UInt64 = 0
    /// How much of it leaves.
    private var rate = SampledRate()
    /// What went out under other timestamps than its source's.
    var shifts = TimestampShifts()
    /// What feeds it.
    private(set) var feed: Feed?
    /// What fed it before, whose packets may still be asked for.
    private var lastFeed: Feed?

    /// The stream of a section that we send; `nil` for one that we do not.
    init?(_ media: NegotiatedMedia, section: Int, using random: inout some RandomNumberGenerator) {
        guard media.direction.sends, let source = media.localSources.first else { return nil }
        self.section = section
        send = SendStream(
            ssrc: SSRC(source.ssrc), repair: source.retransmission.map { SSRC($0) },
            clockRate: media.formats.first?.format.clockRate ?? 90_000,
            // A second of video, and of audio in packets of 20 ms.
            capacity: media.kind == .video ? 512 : 64, using: &random)
        layout = HeaderLayout(
            ExtensionMap(agreedIn: [media]), allowsTwoByte: media.allowsMixedExtensions)
    }

    /// Lets a source feed it from `packet` on, whatever fed it before: numbers and times go on.
    mutating func begin(
        _ source: MediaSource, as choice: PayloadChoice, with packet: SourcePacket, at now: Instant
    ) {
        let next = Feed(number: (feed?.number ?? 0) &+ 1, source: source, choice: choice)
        lastFeed = feed
        feed = next
        send.begin(next.number, with: packet, at: now)
    }

    /// What was counted.
    var counts: MediaCounts {
        var counts = MediaCounts()
        counts.packets = send.packetCount
        counts.octets = octets
        counts.lost = UInt64(clamping: send.report?.cumulativeLost ?? 0)
        counts.asked = asked
        counts.repeated = send.repairCount
        counts.refused = asked &- min(asked, send.repairCount)
        counts.pictureLosses = pictureLosses
        counts.fullIntraRequests = fullIntraRequests
        return counts
    }

    /// How much of it leaves, in bits a second.
    func bitsPerSecond(at now: Instant) -> UInt64 { rate.bitsPerSecond(octets, at: now) }

    /// Looks at how much has left, about once a second.
    mutating func sampleRate(at now: Instant) { rate.sample(octets, at: now) }

    private var octets: UInt64 { send.octetCount &+ send.repairOctetCount }

    /// The feed that a sent packet came from.
    func feed(of sent: SendStream.Sent) -> Feed? {
        if let feed, feed.number == sent.source { return feed }
        if let lastFeed, lastFeed.number == sent.source { return lastFeed }
        return nil
    }
}
