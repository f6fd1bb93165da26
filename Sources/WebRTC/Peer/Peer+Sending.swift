internal import Bytes
internal import ICE
public import RTP
public import SDP
internal import SRTP
public import Timing

extension Peer {
    /// The payload types under which the other side takes a codec in a section; `nil` when it does not. Who does not take RED
    /// gets the Opus in it: nothing else comes so at 48 kHz.
    public func payloadChoice(for codec: MediaFormat.Codec, in section: Int) -> PayloadChoice? {
        guard session.media.indices.contains(section) else { return nil }
        let media = session.media[section]
        if let format = media.format(carrying: codec) {
            return PayloadChoice(format, counters: codec.counters, isUnwrapped: false)
        }
        guard case .redundantAudio = codec else { return nil }
        let opus = media.formats.first { if case .opus = $0.format.codec { true } else { false } }
        return opus.map { PayloadChoice($0, counters: .none, isUnwrapped: true) }
    }

    /// The stream of a section in the outbox's table, to which packets of whatever feeds it may be sent; `nil` for one
    /// that we do not send.
    public func track(of section: Int) -> TrackID? {
        outbound.index(section: section).map { outbound.streams[$0].track }
    }

    /// Lets a source feed a section from a packet on, whatever fed it before: it is spliced in, so that the receiver
    /// notices nothing. The section is live then: what the source's fan-outs bring is sent, from that packet on.
    public func begin(
        _ source: MediaSource, in section: Int, as choice: PayloadChoice, with packet: OutgoingPacket,
        at now: Instant
    ) {
        guard let index = outbound.index(section: section) else { return }
        splice(source, into: index, as: choice, with: packet, at: now)
        outbox.table.tracks[outbound.streams[index].track.row].source = source.id
    }

    /// Lets a section be live that `forward` brought up to where its source is.
    public func goLive(with source: MediaSource, in section: Int) {
        guard let index = outbound.index(section: section) else { return }
        let track = outbound.streams[index].track.row
        outbox.table.tracks[track].source = source.id
        if let newest = outbox.table.tracks[track].stream.newest {
            outbound.streams[index].shifts.note(0, of: newest.advanced(by: 1))
        }
    }

    /// Takes a section out of fan-outs, until it begins or goes live again.
    public func hold(section: Int) {
        guard let track = track(of: section) else { return }
        outbox.table.tracks[track.row].source = nil
    }

    /// Sends nothing of a section again that was sent so far, and no parities for a while, since the path does not carry it: it
    /// will begin anew with less.
    public func abandon(section: Int, at now: Instant) {
        guard let index = outbound.index(section: section) else { return }
        outbox.table.tracks[outbound.streams[index].track.row].stream.abandon()
        outbound.streams[index].pauseProtection(in: outbox, at: now)
    }

    /// Lets a section have so much of a scalable source, from the next packet that is sent in it on.
    public func limit(section: Int, to fidelity: Fidelity) {
        guard let index = outbound.index(section: section) else { return }
        outbound.streams[index].limit(to: fidelity, in: outbox)
    }

    private func splice(
        _ source: MediaSource, into index: Int, as choice: PayloadChoice, with packet: OutgoingPacket,
        at now: Instant
    ) {
        outbound.streams[index].begin(source, as: choice, with: packet.position, in: outbox, at: now)
        if steps.firstPacket == nil { steps.firstPacket = now }
        if session.media[outbound.streams[index].section].kind == .video {
            let viewer = outbound.viewer
            outbound.bandwidth.begin(&outbox.table[sentTo: viewer, at: now], at: now)
        }
        schedule.hasten(to: now.advanced(by: .milliseconds(20)))
    }

    /// Sends a packet of a source in a section, live or not. One of another source than before is spliced in; and so is one
    /// that `begins` again after others of its source were held back.
    public func forward(
        _ packet: borrowing ForwardedPacket, of source: MediaSource, in section: Int,
        as choice: PayloadChoice, begins: Bool = false, at now: Instant
    ) {
        guard isConnected, path != nil, let index = outbound.index(section: section) else { return }
        let facts = packet.facts
        source.note(facts.position.index, at: facts.position.place)
        if begins || !outbound.streams[index].isFed(by: source, as: choice) {
            splice(source, into: index, as: choice, with: facts, at: now)
        }
        let track = outbound.streams[index].track
        if let place = outbox.table.tracks[track.row].stream.number(of: facts.position) {
            outbound.streams[index].shifts.note(facts.position.shift, of: place)
        }
        outbox.send(facts, in: packet.bytes, to: track, at: now)
    }

    /// Whether packets that the other side asked for wait until the outbox allows more (`Outbox.repairsLeft`).
    public var hasRepairsWaiting: Bool { !repairs.isEmpty }

    /// Sends what the other side asked for, as far as the outbox allows.
    public func sendRepairs(at now: Instant) {
        guard isConnected else { return repairs.removeAll() }
        while outbox.repairsLeft > 0, let request = repairs.take() {
            outbox.repairsLeft -= 1
            _ = repeatPacket(request.number, ofStream: request.stream, as: .request, at: now)
        }
    }

    /// Why a packet is sent again.
    enum RepeatReason {
        /// The other side asked for it.
        case request
        /// The path is probed.
        case padding
    }

    /// Sends a packet of a stream again, in the repair stream (RFC 4588). Returns its octets; 0 when it is not there, or must
    /// not be sent again now.
    func repeatPacket(
        _ number: SequenceNumber, ofStream stream: Int, as reason: RepeatReason, at now: Instant
    ) -> Int {
        guard let path, outbound.streams.indices.contains(stream),
            case let track = outbound.streams[stream].track.row,
            let repair = outbox.table.tracks[track].stream.repair,
            let sent = outbox.table.tracks[track].stream.packet(numbered: number),
            let feed = outbound.streams[stream].feed(of: sent), let type = feed.choice.repair,
            let index = feed.source.index(at: sent.sourcePlace),
            let kept = feed.source.packet(at: index, at: now),
            let place = reason == .padding
                ? outbox.table.tracks[track].stream.padding()?.place
                : outbox.table.tracks[track].stream.repeated(
                    sent, byteCount: kept.range.count, in: &outbound.streams[stream].repeats, at: now)
        else { return 0 }
        let batch = kept.batch.bytes
        guard
            let packet = ForwardedPacket(
                whole: batch.bytes.extracting(kept.range), of: feed.source, at: sent.sourcePlace,
                index: index,
                layers: kept.layers)
        else { return 0 }
        let header = RTPHeader(
            payloadType: type, sequenceNumber: place.number,
            timestamp: RTPTimestamp(
                packet.facts.position.timestamp.value &+ sent.timestampOffset
                    &+ outbound.streams[stream].shifts.shift(of: sent.place)),
            ssrc: repair,
            isMarked: packet.facts.isMarked(in: outbound.streams[stream].fidelities.fidelity(of: sent.place)))
        let whole = packet.bytes.extracting(packet.facts.payload)
        let skipped = feed.choice.isUnwrapped ? RedundantAudio.octetsBeforePrimary(in: whole) ?? 0 : 0
        var payload: [UInt8] = []
        payload.reserveCapacity(whole.byteCount + Retransmission.byteCount)
        payload.append(bigEndian: number.value)
        payload.append(whole.extracting(skipped..<whole.byteCount))
        if !packet.facts.extensions.isDescribed || !outbound.streams[stream].layout.describesFrames {
            var room = payload.mutableBytes
            sent.shift.apply(to: &room, at: Retransmission.byteCount)
        }
        transmit(
            payload.bytes, behind: header, passing: packet.facts.extensions, of: packet.bytes,
            frameShift: sent.shift.frameNumber,
            outbound.streams[stream].layout, place, to: path, at: now)
        return payload.count
    }

    /// Writes a header and seals a payload behind it, straight into the outbox.
    func transmit(
        _ payload: RawSpan, behind header: RTPHeader, isPadding: Bool = false,
        passing extensions: ForwardedExtensions,
        of packet: RawSpan, frameShift: UInt16 = 0, _ layout: HeaderLayout, _ place: ExtendedSequenceNumber,
        to path: Path,
        at now: Instant
    ) {
        let isNumbered = layout.transportNumber != 0
        let number =
            isNumbered ? outbox.table.viewers[outbound.viewer].takeTransportNumber() : SequenceNumber(0)
        let room = HeaderLayout.maximumByteCount + payload.byteCount + 16
        var sent = 0
        outbox.append(atMost: room, to: path) { slot in
            var writer = ByteWriter(&slot)
            let marks = layout.write(
                header, passing: extensions, of: packet, sentAt: AbsoluteSendTime(at: now),
                transportNumber: number, to: &writer)
            writer.shiftFrame(at: marks.frameNumber, by: frameShift)
            if isPadding, let first = writer.written.byte(at: 0) { writer.patch(first | 0x20, at: 0) }
            guard case let count = writer.count, !writer.isOverrun else { return nil }
            let sealed = outbox.table.seal(
                payload, behind: count, in: &slot, for: outbound.viewer, header.ssrc, place)
            sent = sealed ?? 0
            return sealed
        }
        let viewer = outbound.viewer
        guard sent > 0 else { return }
        outbox.table[sentTo: viewer, at: now].add(isNumbered ? number : nil, byteCount: sent, at: now)
    }
}

extension PayloadChoice {
    fileprivate init(_ format: NegotiatedFormat, counters: FrameCounters.Place, isUnwrapped: Bool) {
        self.init(
            media: PayloadType(format.format.payloadType),
            repair: format.retransmission.map { PayloadType($0) }, counters: counters,
            isUnwrapped: isUnwrapped)
    }
}

extension ByteWriter {
    /// Adds to the number of a frame in a dependency descriptor that was written.
    fileprivate mutating func shiftFrame(at offset: Int, by shift: UInt16) {
        guard offset != 0, shift != 0, let high = written.byte(at: offset),
            let low = written.byte(at: offset + 1)
        else { return }
        patch((UInt16(high) << 8 | UInt16(low)) &+ shift, at: offset)
    }
}

extension MediaFormat.Codec {
    /// Where its payloads count frames.
    public var counters: FrameCounters.Place {
        switch self {
        case .vp8: .vp8
        case .vp9: .vp9
        default: .none
        }
    }
}
