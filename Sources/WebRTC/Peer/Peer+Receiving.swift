internal import Bytes
internal import DTLS
internal import RTP
internal import SDP
internal import SRTP
internal import Timing

extension Peer {
    /// Opens an SRTP packet into `slot`, and finds out what it is.
    func handleRTP(_ datagram: RawSpan, into slot: inout MutableRawSpan, at now: Instant) -> ReceivedPacket? {
        guard let opening = opener?.open(datagram, into: &slot) else {
            tally.early &+= 1
            return nil
        }
        guard let count = count(opening) else { return nil }
        heard(at: now)
        steps.lastMedia = now
        guard let header = RTPHeader(slot.bytes.extracting(0..<count)) else { return senseless() }
        noteTransport(header, slot.bytes.extracting(0..<count), at: now)
        guard !inbound.isParity(header.payloadType) else {
            var plain = slot._mutatingExtracting(0..<slot.byteCount)
            tally.packetsReceived &+= 1
            tally.bytesReceived &+= UInt64(datagram.byteCount)
            return handleParity(header, byteCount: count, in: &plain, at: now)
        }
        switch inbound.table.find(header, in: slot.bytes.extracting(0..<count), at: now) {
        case .unknown: return senseless()
        case .known(let binding), .new(let binding, _):
            tally.packetsReceived &+= 1
            tally.bytesReceived &+= UInt64(datagram.byteCount)
            var plain = slot._mutatingExtracting(0..<count)
            return binding.isRepair
                ? handleRepair(header, in: &plain, binding, at: now)
                : handleMedia(header, in: plain.bytes, binding, at: now)
        }
    }

    /// The octets of a packet that was opened; the reason is counted when it was not.
    func count(_ opening: SRTPOpening) -> Int? {
        switch opening {
        case .opened(let byteCount, _): return byteCount
        case .dropped(.unauthentic): tally.unauthentic &+= 1
        case .dropped(.replayed), .dropped(.tooOld): tally.replayed &+= 1
        case .dropped: tally.senseless &+= 1
        }
        return nil
    }

    private func senseless() -> ReceivedPacket? {
        tally.senseless &+= 1
        return nil
    }

    /// A packet was authentic: the other side has the keys, so DTLS is done with.
    func heard(at now: Instant) {
        steps.lastHeard = now
        guard steps.firstHeard == nil else { return }
        steps.firstHeard = now
        dtls.mediaArrived(at: now)
    }

    /// Takes note of when a packet came, whatever it is, for whoever estimates what the network carries.
    private func noteTransport(_ header: RTPHeader, _ packet: RawSpan, at now: Instant) {
        guard inbound.feedback != nil else { return }
        let id =
            inbound.extensions.id(of: .transportSequence) ?? inbound.extensions.id(of: .transportSequence2)
        guard let id, let value = header.extensions(in: packet).value(of: id),
            let sequence = TransportSequence(value)
        else { return }
        inbound.feedback?.handle(sequence, of: header.ssrc, at: now)
    }

    /// Takes a packet of a stream itself.
    private func handleMedia(
        _ header: RTPHeader, in packet: RawSpan, _ binding: SourceTable.Binding, at now: Instant
    ) -> ReceivedPacket? {
        guard let index = stream(of: header, binding) else { return senseless() }
        let arrival = inbound.streams[index].receive.handle(header, byteCount: packet.byteCount, at: now)
        noteCapture(header, packet, index)
        inbound.streams[index].keep(header, in: packet, inbound.extensions)
        return received(header, in: packet, from: 0, index, arrival, at: now)
    }

    /// Takes a packet of a repair stream, which is made the packet that it repeats.
    private func handleRepair(
        _ header: RTPHeader, in packet: inout MutableRawSpan, _ binding: SourceTable.Binding, at now: Instant
    ) -> ReceivedPacket? {
        let media = session.media[binding.section]
        guard let index = inbound.index(section: binding.section, layer: binding.layer),
            let format = media.format(retransmittedBy: header.payloadType.value)
        else { return nil }
        let size = packet.byteCount
        let restored = RepairedPacket.restore(
            in: &packet, header: header, ssrc: inbound.streams[index].receive.ssrc,
            payloadType: PayloadType(format.format.payloadType))
        let arrival = inbound.streams[index].receive.handleRepair(
            of: restored?.number, byteCount: size, at: now)
        guard let restored else { return nil }
        let original = packet.bytes.extracting(restored.range)
        guard let header = RTPHeader(original), inbound.streams[index].takes(header.payloadType, of: media)
        else {
            return senseless()
        }
        return received(header, in: original, from: restored.range.lowerBound, index, arrival, at: now)
    }

    /// Takes a parity of `byteCount` octets, in whose place in `slot` the packet is put that is made by it.
    private func handleParity(
        _ header: RTPHeader, byteCount: Int, in slot: inout MutableRawSpan, at now: Instant
    ) -> ReceivedPacket? {
        let parity = [UInt8](slot.bytes.extracting(0..<byteCount))
        guard let range = header.payloadRange(in: parity.bytes),
            case let payload = parity.bytes.extracting(range), let read = ParityHeader.read(payload),
            let index = inbound.index(of: read.header.ssrc)
        else { return senseless() }
        let octets = payload.extracting(read.byteCount..<payload.byteCount)
        guard let count = inbound.streams[index].restore(read.header, octets, into: &slot) else { return nil }
        let packet = slot.bytes.extracting(0..<count)
        guard let header = RTPHeader(packet), header.ssrc == inbound.streams[index].receive.ssrc,
            inbound.streams[index].takes(
                header.payloadType, of: session.media[inbound.streams[index].section])
        else { return senseless() }
        let arrival = inbound.streams[index].receive.handleRepair(
            of: header.sequenceNumber, byteCount: byteCount, isAnswer: false, at: now)
        return received(header, in: packet, from: 0, index, arrival, at: now)
    }

    /// The stream of a packet, made when it is the first of its SSRC; `nil` when its format was not agreed on.
    private func stream(of header: RTPHeader, _ binding: SourceTable.Binding) -> Int? {
        if let index = inbound.index(section: binding.section, layer: binding.layer),
            inbound.streams[index].receive.ssrc == header.ssrc
        {
            // What was agreed on is a dozen references, which are not copied for each packet.
            if inbound.streams[index].payloadType == header.payloadType { return index }
            let media = session.media[binding.section]
            return inbound.streams[index].takes(header.payloadType, of: media) ? index : nil
        }
        let media = session.media[binding.section]
        return InboundStream(header, section: binding.section, layer: binding.layer, of: media)
            .map { inbound.add($0) }
    }

    /// Takes the time that a packet says it was captured at.
    private func noteCapture(_ header: RTPHeader, _ packet: RawSpan, _ index: Int) {
        guard let id = inbound.extensions.id(of: .absoluteCaptureTime),
            let value = header.extensions(in: packet).value(of: id), let capture = AbsoluteCaptureTime(value)
        else { return }
        inbound.streams[index].receive.handle(capture, of: header.timestamp)
    }

    /// What is told of a packet that is wanted; `packet` is in the slot from `start` on.
    private func received(
        _ header: RTPHeader, in packet: RawSpan, from start: Int, _ index: Int,
        _ arrival: ReceiveStream.Arrival, at now: Instant
    ) -> ReceivedPacket? {
        if inbound.streams[index].receive.takeUnrecoverable() {
            inbound.streams[index].keyframes?.request(at: now)
        }
        if case .restarted = arrival { inbound.streams[index].restart() }
        guard let place = arrival.place, let payload = header.payloadRange(in: packet), !payload.isEmpty
        else {
            return nil
        }
        let extensions = ForwardedExtensions(of: header, in: packet, map: inbound.extensions)
        let canBegin = inbound.streams[index].canBegin(
            with: packet.extracting(payload), extensions.dependencyDescriptor(in: packet))
        if canBegin { inbound.streams[index].noteBeginning(header.timestamp) }
        if steps.firstPacket == nil { steps.firstPacket = now }
        if canBegin, steps.firstKeyframe == nil, inbound.streams[index].keyframes != nil {
            steps.firstKeyframe = now
        }
        return ReceivedPacket(
            section: inbound.streams[index].section, layer: inbound.streams[index].layer, header: header,
            place: place, range: start..<start + packet.byteCount, payload: payload,
            extensions: extensions, canBegin: canBegin, isRestart: inbound.streams[index].takeRestart())
    }
}
