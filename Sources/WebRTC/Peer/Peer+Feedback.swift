internal import Bytes
internal import RTP
internal import SDP
internal import SRTP
public import Timing

extension Peer {
    // MARK: What the other side reports

    /// Opens an SRTCP packet, and takes what is in it.
    func handleRTCP(_ datagram: RawSpan, into slot: inout MutableRawSpan, at now: Instant) {
        guard let opening = opener?.openRTCP(datagram, into: &slot) else {
            tally.early &+= 1
            return
        }
        guard let count = count(opening) else { return }
        heard(at: now)
        guard var packets = RTCPPackets(slot.bytes.extracting(0..<count)) else {
            tally.senseless &+= 1
            return
        }
        requestsLeft = RepairRequests.mostOfDatagram
        while let packet = packets.next() { take(packet, at: now) }
    }

    /// Takes one RTCP packet.
    private func take(_ packet: consuming RTCPPacket, at now: Instant) {
        switch packet {
        case .senderReport(let report, let blocks):
            if let index = inbound.index(of: report.sender) {
                inbound.streams[index].receive.handle(report, at: now)
                inbound.clock.handle(report.ntpTime, at: now)
            }
            take(blocks, at: now)
        case .receiverReport(_, let blocks): take(blocks, at: now)
        case .nack(var nack):
            repairs.earn(outbound.packetCount(in: outbox))
            take(&nack, at: now)
        case .pictureLoss(let loss): wantKeyframe(of: loss.source) { $0.pictureLosses &+= 1 }
        case .fullIntraRequest(var request):
            while let entry = request.next() {
                wantKeyframe(of: entry.source) { $0.fullIntraRequests &+= 1 }
            }
        case .extendedReport(var report):
            let sender = report.sender
            while let part = report.next() { take(part, from: sender, at: now) }
        case .goodbye(var goodbye):
            while let source = goodbye.next() { inbound.table.remove(source) }
        case .bitrateEstimate(let estimate): outbound.bandwidth.handle(limit: estimate.bitsPerSecond)
        case .transportFeedback(let feedback): take(feedback, at: now)
        case .sourceDescription, .other: break
        case .malformed: tally.senseless &+= 1
        }
    }

    private func take(_ blocks: consuming ReportBlocks, at now: Instant) {
        while let block = blocks.next() { outbound.handle(block, over: path, in: outbox, at: now) }
    }

    private func take(_ nack: inout GenericNACK, at now: Instant) {
        guard let stream = outbound.index(of: nack.source) else { return }
        while requestsLeft > 0, let number = nack.next() {
            requestsLeft -= 1
            tally.packetsAskedFor &+= 1
            outbound.streams[stream].asked &+= 1
            repairs.add(RepairRequests.Request(stream: stream, number: number))
        }
        sendRepairs(at: now)
    }

    private func take(_ part: ExtendedReport.Part, from sender: SSRC, at now: Instant) {
        guard let time = probe?.handle(part, from: sender, at: now) else { return }
        for index in inbound.streams.indices { inbound.streams[index].receive.handleRoundTrip(time) }
    }

    private func wantKeyframe(of source: SSRC, _ count: (inout OutboundStream) -> Void) {
        guard let index = outbound.index(of: source) else { return }
        tally.keyframesWanted &+= 1
        count(&outbound.streams[index])
        emit(.keyframeWanted(section: outbound.streams[index].section))
    }

    // MARK: What we report

    /// Asks the other side for a keyframe of one of its streams, as soon as the budget allows.
    public func requestKeyframe(section: Int, layer: Int, at now: Instant) {
        guard let index = inbound.index(section: section, layer: layer),
            inbound.streams[index].keyframes?.isWaiting == false
        else { return }
        inbound.streams[index].keyframes?.request(at: now)
        sendFeedback(at: now)
    }

    /// Sends what is due of reports, requests and feedback.
    func sendFeedback(at now: Instant) {
        guard isConnected, path != nil else { return }
        var compound = CompoundWriter(sender: reporter, cname: cname, allowsReducedSize: allowsReducedSize)
        if schedule.takeDue(at: now) == true { appendReports(to: &compound, at: now) }
        appendRequests(to: &compound, at: now)
        appendArrivals(to: &compound, at: now)
        for datagram in compound.take() { sendRTCP(datagram.bytes) }
    }

    /// The regular reports.
    private func appendReports(to compound: inout CompoundWriter, at now: Instant) {
        var blocks: [ReportBlock] = []
        for index in inbound.streams.indices {
            if let block = inbound.streams[index].receive.takeReportBlock(at: now) { blocks.append(block) }
        }
        for index in outbound.streams.indices { outbound.streams[index].sampleRate(in: outbox, at: now) }
        compound.append(outbound.takeReports(from: outbox, at: now), blocks)
        guard let probe else { return }
        let sender = reporter
        compound.append {
            ExtendedReport.write(sender: sender, referenceTime: probe.referenceTime(at: now), to: &$0)
        }
        if let answer = self.probe?.takeAnswer(at: now) {
            compound.append { ExtendedReport.write(sender: sender, delays: [answer], to: &$0) }
        }
    }

    /// Requests for lost packets and for keyframes.
    private func appendRequests(to compound: inout CompoundWriter, at now: Instant) {
        for index in inbound.streams.indices {
            let ssrc = inbound.streams[index].receive.ssrc
            while inbound.streams[index].receive.nextDeadline.map({ $0 <= now }) == true {
                var missing: [SequenceNumber] = []
                inbound.streams[index].receive.takeMissing(at: now, into: &missing)
                compound.append(nackFor: missing, of: ssrc)
                if missing.isEmpty { break }
            }
            if inbound.streams[index].receive.takeUnrecoverable() {
                inbound.streams[index].keyframes?.request(at: now)
            }
            let sender = reporter
            switch inbound.streams[index].keyframes?.takeDue(at: now) {
            case .pictureLoss:
                compound.append { PictureLossIndication(sender: sender, source: ssrc).write(to: &$0) }
            case .fullIntra(let number):
                let entry = FullIntraRequest.Entry(source: ssrc, requestNumber: number)
                compound.append { FullIntraRequest.write(sender: sender, entries: [entry], to: &$0) }
            case nil: break
            }
        }
    }

    /// When the packets of the transport came.
    private func appendArrivals(to compound: inout CompoundWriter, at now: Instant) {
        let sender = reporter
        while inbound.feedback?.nextDeadline.map({ $0 <= now }) == true {
            var isWritten = false
            compound.append { writer in
                isWritten = inbound.feedback?.write(sender: sender, at: now, to: &writer) ?? false
            }
            if !isWritten { break }
        }
    }

    /// Seals an RTCP datagram and sends it.
    private func sendRTCP(_ packet: RawSpan) {
        guard let path else { return }
        let room = packet.byteCount + (sealer?.profile.rtcpOverhead ?? 0)
        outbox.append(atMost: room, to: path) { slot in sealer?.sealRTCP(packet, into: &slot) ?? nil }
    }

    /// Who we are in reports: what we send, or else a source of no stream.
    private var reporter: SSRC { outbound.reporter }

    /// What we are called.
    private var cname: String { session.media.lazy.flatMap(\.localSources).first?.cname ?? "starling" }

    /// Whether feedback may go without a report in front.
    private var allowsReducedSize: Bool { session.media.allSatisfy(\.allowsReducedSizeRTCP) }
}
