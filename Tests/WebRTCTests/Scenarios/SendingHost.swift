import Bytes
import RTP
import Simulation
import Timing

@testable import WebRTC

/// One who sends video over the emulated network, unencrypted: frames of ten packets, paced over ten milliseconds.
///
/// Header and repair are written here as a peer would, from what the send stream says.
final class SendingHost: EmulatedHost {
    typealias Address = String

    static let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)
    static let ssrc = SSRC(100), repair = SSRC(101)

    private(set) var stream: SendStream
    private var repeats = RepeatLog()
    private(set) var history = PacketHistory()
    private(set) var keyframesAsked = 0
    private(set) var acknowledged: Set<UInt16> = []
    private var schedule: ReportSchedule
    private var probe = RoundTripProbe(ssrc: ssrc, clock: clock)
    private var nextPacket = Instant.zero
    private var transportNumber = SequenceNumber(65_000)
    private var outbox: [EmulatedDatagram<String>] = []
    /// How many packets were sent, and with repeats.
    private(set) var count: Int64 = 0
    private(set) var sent = 0
    /// When it stops.
    private let end: Instant

    init(end: Instant, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        stream = SendStream(ssrc: Self.ssrc, repair: Self.repair, clockRate: 90_000, using: &generator)
        schedule = ReportSchedule(at: .zero, using: &generator)
        self.end = end
    }

    var nextDeadline: Instant? {
        nextPacket < end ? min(nextPacket, schedule.nextDeadline) : schedule.nextDeadline
    }

    func handleTimeout(at now: Instant) {
        if nextPacket <= now, nextPacket < end { sendPacket(at: now) }
        guard schedule.takeDue(at: now) else { return }
        var writer = CompoundWriter(sender: Self.ssrc, cname: "sender", allowsReducedSize: true)
        let reports = [stream.senderReport(clock: Self.clock, at: now)].compactMap(\.self)
        writer.append(reports, [])
        if let answer = probe.takeAnswer(at: now) {
            writer.append { ExtendedReport.write(sender: Self.ssrc, delays: [answer], to: &$0) }
        }
        for datagram in writer.take() { send(datagram) }
    }

    func pollDatagram() -> EmulatedDatagram<String>? {
        outbox.isEmpty ? nil : outbox.removeFirst()
    }

    private func send(_ bytes: [UInt8]) {
        outbox.append(EmulatedDatagram(bytes, from: "sender", to: "receiver"))
    }

    private func sendPacket(at now: Instant) {
        let frame = count / 10
        let content = serialised { writer in
            writer.write(UInt64(bitPattern: now.nanoseconds))
            writer.writeZeros(992)
        }
        let index = history.keep(content.bytes, at: now)
        let packet = SourcePacket(
            place: ExtendedSequenceNumber(count),
            timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: frame * 3000)),
            index: index, payloadByteCount: content.count)
        if count == 0 { stream.begin(1, with: packet, at: now) }
        if let stamp = stream.send(packet, at: now) {
            send(datagram(stamp.place, Self.ssrc, type: 96, stamp.timestamp, content.bytes))
        }
        count += 1
        // A frame begins every 33 1/3 ms, its packets are a millisecond apart.
        nextPacket = Instant(nanoseconds: count / 10 * 33_333_333 + count % 10 * 1_000_000)
    }

    private func datagram(
        _ place: ExtendedSequenceNumber, _ ssrc: SSRC, type: UInt8, _ timestamp: RTPTimestamp,
        _ payload: RawSpan,
        repeating number: SequenceNumber? = nil
    ) -> [UInt8] {
        defer { transportNumber = transportNumber.next }
        sent += 1
        let transport = TransportSequence(transportNumber)
        let body = Array(payload)
        return serialised { writer in
            RTPHeader(
                payloadType: PayloadType(type), sequenceNumber: place.number, timestamp: timestamp, ssrc: ssrc
            )
            .write(to: &writer, hasExtensions: true)
            let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
            extensions.begin(5, byteCount: TransportSequence.byteCount, to: &writer)
            transport.write(to: &writer)
            extensions.end(&writer)
            if let number { Retransmission.write(originalNumber: number, to: &writer) }
            writer.write(body.bytes)
        }
    }

    func receive(_ datagram: EmulatedDatagram<String>, at now: Instant) {
        guard var packets = RTCPPackets(datagram.bytes.bytes) else { return }
        while let packet = packets.next() {
            switch packet {
            case .receiverReport(_, var blocks):
                while let block = blocks.next() { stream.handle(block, clock: Self.clock, at: now) }
            case .extendedReport(var report):
                while let part = report.next() { _ = probe.handle(part, from: report.sender, at: now) }
            case .nack(var nack):
                while let number = nack.next() { repeatPacket(number, at: now) }
            case .pictureLoss: keyframesAsked += 1
            case .transportFeedback(var feedback):
                while let status = feedback.next() {
                    if status.arrival != nil { acknowledged.insert(status.number.value) }
                }
            default: break
            }
        }
    }

    private func repeatPacket(_ number: SequenceNumber, at now: Instant) {
        guard let sent = stream.packet(numbered: number),
            // Every packet is kept, so indices are places.
            let kept = history.packet(at: UInt32(sent.sourcePlace.value), at: now),
            let place = stream.repeated(sent, byteCount: kept.range.count, in: &repeats, at: now)
        else { return }
        let batch = kept.batch.bytes
        let payload = batch.bytes.extracting(kept.range)
        // The time of a repeat is its original's, which this test's receiver does not look at.
        send(datagram(place, Self.repair, type: 97, RTPTimestamp(0), payload, repeating: sent.place.number))
    }
}
