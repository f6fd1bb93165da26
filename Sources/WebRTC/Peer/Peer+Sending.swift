internal import Bytes
internal import ICE
internal import RTP
public import SDP
internal import SRTP
public import Timing

extension Peer {
    /// The payload types under which the other side takes a codec in a section; `nil` when it does not.
    public func payloadChoice(for codec: MediaFormat.Codec, in section: Int) -> PayloadChoice? {
        guard session.media.indices.contains(section),
            let format = session.media[section].format(carrying: codec)
        else { return nil }
        return PayloadChoice(
            media: PayloadType(format.format.payloadType),
            repair: format.retransmission.map { PayloadType($0) })
    }

    /// Sends a packet of a source in a section. One of another source than before is spliced in, so that the
    /// receiver notices nothing; and so is one that `begins` again after others of its source were held back.
    public func forward(
        _ packet: borrowing ForwardedPacket, of source: MediaSource, in section: Int,
        as choice: PayloadChoice, begins: Bool = false, at now: Instant
    ) {
        guard isConnected, let path, let index = outbound.index(section: section) else { return }
        let feed = outbound.streams[index].feed
        if begins || feed?.source.id != source.id || feed?.choice != choice {
            outbound.streams[index].begin(source, as: choice, with: packet.position, at: now)
            schedule.hasten(to: now.advanced(by: .milliseconds(20)))
        }
        guard let stamp = outbound.streams[index].send.send(packet.position, at: now) else { return }
        outbound.streams[index].shifts.note(packet.position.shift, of: stamp.place)
        outbound.transportNumber = outbound.transportNumber.next
        let header = RTPHeader(
            payloadType: choice.media, sequenceNumber: stamp.place.number, timestamp: stamp.timestamp,
            ssrc: outbound.streams[index].send.ssrc, isMarked: packet.header.isMarked)
        let sent = transmit(
            packet.payload, behind: header, passing: packet, index, rollover: stamp.place, to: path, at: now)
        guard sent > 0 else { return }
        traffic.packetsSent &+= 1
        traffic.bytesSent &+= UInt64(sent)
        if progress.firstKeyframe == nil { noteFirst(packet.header, in: section, at: now) }
    }

    /// Takes note of when the first packet left, and the last one of the first keyframe: video begins with nothing else.
    private func noteFirst(_ header: RTPHeader, in section: Int, at now: Instant) {
        if progress.firstPacket == nil { progress.firstPacket = now }
        if header.isMarked, session.media[section].kind == .video { progress.firstKeyframe = now }
    }

    /// Sends a packet again that the other side asks for, in the repair stream (RFC 4588).
    func resend(_ number: SequenceNumber, of ssrc: SSRC, at now: Instant) {
        guard let path,
            let index = outbound.streams.firstIndex(where: { $0.send.ssrc == ssrc }),
            let repair = outbound.streams[index].send.repair,
            let sent = outbound.streams[index].send.packet(numbered: number),
            let feed = outbound.streams[index].feed(of: sent), let type = feed.choice.repair,
            let kept = feed.source.packet(at: sent.index, at: now),
            let place = outbound.streams[index].send.repeated(sent, byteCount: kept.range.count, at: now)
        else { return }
        let batch = kept.batch.bytes
        guard
            let packet = ForwardedPacket(
                whole: batch.bytes.extracting(kept.range), of: feed.source, at: sent.place, index: sent.index)
        else { return }
        outbound.transportNumber = outbound.transportNumber.next
        let header = RTPHeader(
            payloadType: type, sequenceNumber: place.number,
            timestamp: RTPTimestamp(
                packet.header.timestamp.value &+ sent.timestampOffset
                    &+ outbound.streams[index].shifts.shift(of: sent.place)), ssrc: repair,
            isMarked: packet.header.isMarked)
        var payload: [UInt8] = []
        payload.reserveCapacity(packet.payload.byteCount + Retransmission.byteCount)
        payload.append(bigEndian: number.value)
        payload.append(packet.payload)
        _ = transmit(
            payload.bytes, behind: header, passing: packet, index, rollover: place, to: path, at: now)
    }

    /// Writes a header and seals a payload behind it, straight into the outbox. Returns how many octets left.
    private func transmit(
        _ payload: RawSpan, behind header: RTPHeader, passing packet: borrowing ForwardedPacket, _ index: Int,
        rollover place: ExtendedSequenceNumber, to path: Path, at now: Instant
    ) -> Int {
        let layout = outbound.streams[index].layout
        let number = outbound.transportNumber
        let room = HeaderLayout.maximumByteCount + payload.byteCount + 16
        var count = 0
        outbox.append(atMost: room, to: path) { slot in
            let headerCount = Self.write(
                header, passing: packet, layout: layout, number: number, at: now, to: &slot)
            guard let headerCount,
                let sealed = sealer?.seal(
                    payload, behind: headerCount, in: &slot,
                    rollover: UInt32(truncatingIfNeeded: place.value >> 16))
            else { return nil }
            count = sealed
            return sealed
        }
        return count
    }

    private static func write(
        _ header: RTPHeader, passing packet: borrowing ForwardedPacket, layout: HeaderLayout,
        number: SequenceNumber, at now: Instant, to slot: inout MutableRawSpan
    ) -> Int? {
        var writer = ByteWriter(&slot)
        layout.write(
            header, passing: packet, sentAt: AbsoluteSendTime(at: now), transportNumber: number, to: &writer)
        return writer.isOverrun ? nil : writer.count
    }
}
