import Bytes
import RTP
import Simulation
import Timing
import WebRTC

/// One who receives what `SendingHost` sends, and writes down how late each packet was.
final class ReceivingHost: EmulatedHost {
    typealias Address = String

    private static let ssrc = SSRC(200)

    private(set) var stream = ReceiveStream(
        ssrc: SendingHost.ssrc, clockRate: 90_000, nack: NackGenerator.Settings())
    private(set) var probe = RoundTripProbe(ssrc: ssrc, clock: SendingHost.clock)
    /// How long each packet took from when it was first sent.
    private(set) var delays: [ExtendedSequenceNumber: Duration] = [:]
    private(set) var wasHandedOutTwice = false
    private var feedback = FeedbackGenerator()
    private var keyframes = KeyframeRequests(.pictureLoss)
    private var schedule: ReportSchedule
    private var outbox: [EmulatedDatagram<String>] = []

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        schedule = ReportSchedule(at: .zero, using: &generator)
    }

    var nextDeadline: Instant? {
        [stream.nextDeadline, feedback.nextDeadline, keyframes.nextDeadline, schedule.nextDeadline]
            .compactMap(\.self).min()
    }

    func handleTimeout(at now: Instant) {
        var writer = CompoundWriter(sender: Self.ssrc, cname: "receiver", allowsReducedSize: true)
        if schedule.takeDue(at: now) {
            writer.append([], [stream.takeReportBlock(at: now)].compactMap(\.self))
            let reference = probe.referenceTime(at: now)
            writer.append { ExtendedReport.write(sender: Self.ssrc, referenceTime: reference, to: &$0) }
        }
        var missing: [SequenceNumber] = []
        stream.takeMissing(at: now, into: &missing)
        writer.append(nackFor: missing, of: SendingHost.ssrc)
        if stream.takeUnrecoverable() { keyframes.request(at: now) }
        if keyframes.takeDue(at: now) == .pictureLoss {
            let loss = PictureLossIndication(sender: Self.ssrc, source: SendingHost.ssrc)
            writer.append { loss.write(to: &$0) }
            // The sender makes none; as if it had come.
            keyframes.keyframeArrived()
        }
        var isWritten = true
        while isWritten { writer.append { isWritten = feedback.write(sender: Self.ssrc, at: now, to: &$0) } }
        for datagram in writer.take() {
            outbox.append(EmulatedDatagram(datagram, from: "receiver", to: "sender"))
        }
    }

    func pollDatagram() -> EmulatedDatagram<String>? {
        outbox.isEmpty ? nil : outbox.removeFirst()
    }

    func receive(_ datagram: EmulatedDatagram<String>, at now: Instant) {
        let bytes = datagram.bytes
        guard !RTCPPackets.isRTCP(bytes.bytes) else { return receiveReports(bytes, at: now) }
        guard let header = RTPHeader(bytes.bytes) else { return }
        if let value = header.extensions(in: bytes.bytes).value(of: 5),
            let sequence = TransportSequence(value)
        {
            feedback.handle(sequence, of: header.ssrc, at: now)
        }
        guard header.ssrc == SendingHost.repair else {
            let arrival = stream.handle(header, byteCount: bytes.count, at: now)
            return note(arrival, bytes, at: now)
        }
        var packet = bytes
        var span = packet.mutableBytes
        let restored = RepairedPacket.restore(
            in: &span, header: header, ssrc: SendingHost.ssrc, payloadType: PayloadType(96))
        let arrival = stream.handleRepair(of: restored?.number, byteCount: bytes.count, at: now)
        if let restored { note(arrival, Array(packet[restored.range]), at: now) }
    }

    private func receiveReports(_ bytes: [UInt8], at now: Instant) {
        guard var packets = RTCPPackets(bytes.bytes) else { return }
        while let packet = packets.next() {
            switch packet {
            case .senderReport(let report, _): stream.handle(report, at: now)
            case .extendedReport(var report):
                while let part = report.next() {
                    guard let time = probe.handle(part, from: report.sender, at: now) else { continue }
                    stream.handleRoundTrip(time)
                }
            default: break
            }
        }
    }

    private func note(_ arrival: ReceiveStream.Arrival, _ packet: [UInt8], at now: Instant) {
        guard let place = arrival.place, let header = RTPHeader(packet.bytes) else { return }
        var reader = ByteReader(packet.bytes)
        guard reader.skip(header.byteCount), let sent = reader.readUInt64() else { return }
        wasHandedOutTwice = wasHandedOutTwice || delays[place] != nil
        delays[place] = Instant(nanoseconds: Int64(bitPattern: sent)).duration(to: now)
    }
}
