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
    /// Its row in the table, with its numbers, time line and reports.
    let track: TrackID
    /// Who sends it.
    let ssrc: SSRC
    /// How its headers look.
    let layout: HeaderLayout
    /// What its parities go under; `nil` where they were not agreed on.
    private var parity: ParityStream.Label?
    /// How many of its packets share one.
    private(set) var protection = ParityPolicy()
    /// What the receiver asked for: packets again, and keyframes.
    var asked: UInt64 = 0
    var pictureLosses: UInt64 = 0, fullIntraRequests: UInt64 = 0
    /// How much of it leaves.
    private var rate = SampledRate()
    /// What went out under other timestamps than its source's.
    var shifts = TimestampShifts()
    /// What was sent again, and when.
    var repeats = RepeatLog()
    /// How much of scalable sources it was sent.
    private(set) var fidelities = FidelityLog()
    /// What feeds it.
    private(set) var feed: Feed?
    /// What fed it before, whose packets may still be asked for.
    private var lastFeed: Feed?

    /// The stream of a section that we send; `nil` for one that we do not.
    init?(
        _ media: NegotiatedMedia, section: Int, of viewer: Int32, in outbox: Outbox,
        using random: inout some RandomNumberGenerator
    ) {
        guard media.direction.sends, let source = media.localSources.first else { return nil }
        self.section = section
        ssrc = SSRC(source.ssrc)
        let stream = SendStream(
            ssrc: ssrc, repair: source.retransmission.map { SSRC($0) },
            clockRate: media.formats.first?.format.clockRate ?? 90_000, using: &random)
        track = TrackID(row: outbox.table.tracks.add(EgressTrack(viewer: viewer, stream: stream)))
        parity = (outbox.makesParities ? source.parity : nil).flatMap { ssrc in
            media.formats.first { $0.format.codec == .parity }.map { agreed in
                ParityStream.Label(
                    ssrc: SSRC(ssrc), payloadType: PayloadType(agreed.format.payloadType),
                    number: SequenceNumber(UInt16(truncatingIfNeeded: random.next()) & 0x7FFF))
            }
        }
        layout = HeaderLayout(
            ExtensionMap(agreedIn: [media]), allowsTwoByte: media.allowsMixedExtensions,
            delay: media.kind == .video ? outbox.playoutDelay : nil)
    }

    /// Whether what feeds it may be sent again.
    var isRepairable: Bool { feed?.choice.repair != nil }

    /// Whether a source feeds it under these payload types.
    func isFed(by source: MediaSource, as choice: PayloadChoice) -> Bool {
        feed?.source === source && feed?.choice == choice
    }

    /// Lets a source feed it from `packet` on, whatever fed it before: numbers, times and frame counters go on.
    mutating func begin(
        _ source: MediaSource, as choice: PayloadChoice, with packet: SourcePacket, in outbox: Outbox,
        at now: Instant
    ) {
        let shift = shift(of: source, as: choice, from: packet, in: outbox, at: now)
        let next = Feed(number: (feed?.number ?? 0) &+ 1, source: source, choice: choice)
        lastFeed = feed
        feed = next
        setClass(of: choice, in: outbox)
        outbox.table.tracks[track.row].stream.begin(
            next.number, with: packet, shift: shift, at: now)
    }

    /// Lets it have so much of whatever feeds it, from the next packet on.
    mutating func limit(to fidelity: Fidelity, in outbox: Outbox) {
        guard fidelity != fidelities.last else { return }
        fidelities.note(fidelity, behind: outbox.table.tracks[track.row].stream.newest)
        if let feed { setClass(of: feed.choice, in: outbox) }
    }

    /// Takes the share of its packets that a report calls lost, to protect the others as the path allows.
    mutating func handle(
        lost: Double, on path: LayerSelector.Path, in outbox: Outbox, at now: Instant
    ) {
        let before = protection.groupSize
        let roundTrip = outbox.table.tracks[track.row].stream.roundTrip.smoothed
        protection.update(lost: lost, roundTrip: roundTrip, on: path, at: now)
        if protection.groupSize != before { applyProtection(in: outbox) }
    }

    /// Whether parities can be made of it.
    var isProtectable: Bool { parity != nil }

    /// Makes no parities for the time being when packets queue up.
    mutating func yield(to path: LayerSelector.Path, in outbox: Outbox, at now: Instant) {
        if protection.yields(to: path, at: now) { applyProtection(in: outbox) }
    }

    /// Makes no parities for the time being: the path does not carry what they are of.
    mutating func pauseProtection(in outbox: Outbox, at now: Instant) {
        guard protection.groupSize > 0 else { return }
        protection.pause(at: now)
        applyProtection(in: outbox)
    }

    /// Makes no parities on a path that loses nothing by itself.
    mutating func stopProtection(in outbox: Outbox) {
        guard protection.groupSize > 0 else { return }
        protection.stop()
        applyProtection(in: outbox)
    }

    /// What was agreed on is something else, under the same SSRC.
    mutating func renegotiate(_ media: NegotiatedMedia, in outbox: Outbox) {
        guard let before = parity else { return }
        let type = media.formats.first { $0.format.codec == .parity }?.format.payloadType
        if type == nil { stopProtection(in: outbox) }
        parity = type.map {
            ParityStream.Label(ssrc: before.ssrc, payloadType: PayloadType($0), number: before.number)
        }
        if protection.groupSize > 0 { applyProtection(in: outbox) }
    }

    private func applyProtection(in outbox: Outbox) {
        guard let parity else { return }
        outbox.table.protect(track.row, inGroupsOf: protection.groupSize, as: parity)
    }

    private func setClass(of choice: PayloadChoice, in outbox: Outbox) {
        outbox.table.setClass(
            of: track.row,
            EgressClass(
                layout: layout, payloadType: choice.media, fidelity: fidelities.last,
                isUnwrapped: choice.isUnwrapped))
    }

    /// What to add to a source's frame counters from a packet on, so that they go on from what was sent last.
    private func shift(
        of source: MediaSource, as choice: PayloadChoice, from packet: SourcePacket, in outbox: Outbox,
        at now: Instant
    ) -> FrameShift {
        guard let sent = outbox.table.tracks[track.row].stream.newestPacket, let feed = feed(of: sent),
            feed.choice.counters == choice.counters
        else { return FrameShift() }
        let last = feed.source.index(at: sent.sourcePlace).flatMap {
            feed.source.counters(
                of: $0, in: choice.counters, isDescribed: layout.describesFrames, at: now)
        }
        let first = source.counters(
            of: packet.index, in: choice.counters, isDescribed: layout.describesFrames, at: now)
        guard let last, let first else {
            // Forgotten: a source that goes on has counted further. Behind another there was a pause that decoders notice.
            return feed.source === source ? sent.shift : FrameShift()
        }
        return FrameShift(of: first, behind: last, sentWith: sent.shift, in: choice.counters)
    }

    /// What was counted.
    func counts(in outbox: Outbox) -> MediaCounts {
        let sent = outbox.table.tracks[track.row].stream
        var counts = MediaCounts()
        counts.packets = sent.packetCount
        counts.octets = sent.octetCount &+ sent.repairOctetCount
        counts.lost = UInt64(clamping: sent.report?.cumulativeLost ?? 0)
        counts.asked = asked
        counts.repeated = sent.repairCount
        let parities = outbox.table.parityCounts(of: track.row)
        counts.parities = parities.packets
        counts.octets &+= parities.octets
        counts.refused = asked &- min(asked, sent.repairCount)
        counts.pictureLosses = pictureLosses
        counts.fullIntraRequests = fullIntraRequests
        return counts
    }

    /// How much of it leaves, in bits a second.
    func bitsPerSecond(in outbox: Outbox, at now: Instant) -> UInt64 {
        rate.bitsPerSecond(counts(in: outbox).octets, at: now)
    }

    /// Looks at how much has left, about once a second.
    mutating func sampleRate(in outbox: Outbox, at now: Instant) {
        rate.sample(counts(in: outbox).octets, at: now)
    }

    /// The feed that a sent packet came from.
    func feed(of sent: SendStream.Sent) -> Feed? {
        if let feed, feed.number == sent.source { return feed }
        if let lastFeed, lastFeed.number == sent.source { return lastFeed }
        return nil
    }
}
