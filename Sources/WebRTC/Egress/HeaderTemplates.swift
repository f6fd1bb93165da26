internal import Bytes
internal import RTP
internal import Timing

/// The headers of the packets of one fan-out, written once for each class of viewers; a viewer's own is a copy with
/// its numbers put in.
struct HeaderTemplates {
    /// One header.
    struct Template {
        /// Where it is.
        let start: Int
        /// How many octets it has; 0 for a packet that its class does not get.
        let count: Int
        /// Where in it the transport-wide number is; 0 where it has none.
        let numberOffset: Int
        /// Where in it the send time is; 0 where it has none.
        let timeOffset: Int
        /// Where in it the frame's number is; 0 where it has none.
        let frameOffset: Int
        /// Whether it ends a picture.
        let isMarked: Bool
        /// How many octets of the payload are left out, from its first on.
        let skippedOctets: Int

        /// None.
        static let omitted = Template(
            start: 0, count: 0, numberOffset: 0, timeOffset: 0, frameOffset: 0,
            isMarked: false, skippedOctets: 0)
    }

    /// A header as one viewer gets it: a template, and the viewer's numbers.
    struct Copy {
        /// What it is a copy of.
        let template: Template
        /// The packet's number in the viewer's stream.
        let place: ExtendedSequenceNumber
        /// Its timestamp there.
        let timestamp: RTPTimestamp
        /// Who sends it.
        let ssrc: SSRC
        /// Its number among all packets of the transport.
        let transportNumber: SequenceNumber
        /// What to add to the number of its frame.
        let frameShift: UInt16

        @inline(__always)
        init(
            of template: Template, _ stamp: SendStream.Stamp, ssrc: SSRC, transportNumber: SequenceNumber
        ) {
            self.template = template
            place = stamp.place
            timestamp = stamp.timestamp
            self.ssrc = ssrc
            self.transportNumber = transportNumber
            frameShift = stamp.shift.frameNumber
        }

        /// How many octets it has.
        var count: Int { template.count }
    }

    /// The headers, one behind the other.
    private var bytes: [UInt8] = []
    /// How many octets of them there are.
    private var used = 0
    /// The headers of a class's packets follow each other.
    private var templates: [Template] = []
    /// Where those of each class begin; -1 for a class that has none yet.
    private var firsts: [Int] = []

    /// Forgets all, for another fan-out.
    mutating func removeAll() {
        used = 0
        templates.removeAll(keepingCapacity: true)
        firsts.removeAll(keepingCapacity: true)
    }

    /// Where the templates of a class begin; `nil` when they have to be prepared.
    @inline(__always)
    func first(of number: Int) -> Int? {
        number < firsts.count && firsts[number] >= 0 ? firsts[number] : nil
    }

    /// The template at a place that follows from `first(of:)`.
    @inline(__always)
    subscript(_ index: Int) -> Template { templates[index] }

    /// Copies a header to the start of `room`; `false` when it does not fit.
    @inline(__always)
    func write(_ copy: Copy, to room: inout MutableRawSpan) -> Bool {
        let template = copy.template
        let header = bytes.bytes.extracting(template.start..<template.start + template.count)
        return room.store(header, at: 0) && room.store(copy.place.number.value, at: 2)
            && room.store(copy.timestamp.value, at: 4) && room.store(copy.ssrc.value, at: 8)
            && (template.numberOffset == 0
                || room.store(copy.transportNumber.value, at: template.numberOffset))
            && (copy.frameShift == 0 || shiftFrame(of: copy, in: &room))
    }

    /// Copies a header to the start of `room` as parities count it: with zeros for what is written anew on the way. `false` when
    /// it does not fit.
    func writeProtected(_ copy: Copy, to room: inout MutableRawSpan) -> Bool {
        let (number, time) = (copy.template.numberOffset, copy.template.timeOffset)
        return write(copy, to: &room) && (number == 0 || room.store(0 as UInt16, at: number))
            && (time == 0 || room.store24(0, at: time))
    }

    /// Adds to the number of a frame.
    private func shiftFrame(of copy: Copy, in room: inout MutableRawSpan) -> Bool {
        let offset = copy.template.frameOffset
        guard offset != 0 else { return true }
        guard let high = room.bytes.byte(at: offset), let low = room.bytes.byte(at: offset + 1) else {
            return false
        }
        return room.store((UInt16(high) << 8 | UInt16(low)) &+ copy.frameShift, at: offset)
    }

    /// Writes the headers of a class; returns where they begin.
    mutating func prepare(
        _ number: Int, _ egressClass: EgressClass, _ packets: Span<OutgoingPacket>, in source: RawSpan,
        at now: Instant
    ) -> Int {
        while firsts.count <= number { firsts.append(-1) }
        firsts[number] = templates.count
        let time = AbsoluteSendTime(at: now)
        for index in packets.indices {
            templates.append(
                template(for: packets[index], egressClass, sentAt: time, in: source) ?? .omitted)
        }
        return firsts[number]
    }

    /// The template of a packet; `nil` when its class does not get it.
    private mutating func template(
        for packet: OutgoingPacket, _ egressClass: EgressClass, sentAt time: AbsoluteSendTime,
        in source: RawSpan
    ) -> Template? {
        guard egressClass.fidelity.includes(packet.layers) else { return nil }
        guard egressClass.isUnwrapped else {
            return write(packet, egressClass, skipping: 0, sentAt: time, in: source)
        }
        guard let skipped = RedundantAudio.octetsBeforePrimary(in: source.extracting(packet.payload))
        else { return nil }
        return write(packet, egressClass, skipping: skipped, sentAt: time, in: source)
    }

    private mutating func write(
        _ packet: OutgoingPacket, _ egressClass: EgressClass, skipping skippedOctets: Int,
        sentAt time: AbsoluteSendTime, in source: RawSpan
    ) -> Template {
        let start = used
        if bytes.count < start + HeaderLayout.maximumByteCount {
            bytes += [UInt8](repeating: 0, count: max(bytes.count, 16 * HeaderLayout.maximumByteCount))
        }
        let header = RTPHeader(
            payloadType: egressClass.payloadType, sequenceNumber: SequenceNumber(0),
            timestamp: RTPTimestamp(0), ssrc: SSRC(0),
            isMarked: packet.isMarked(in: egressClass.fidelity))
        var room = bytes.mutableBytes(in: start..<start + HeaderLayout.maximumByteCount)
        var writer = ByteWriter(&room)
        let marks = egressClass.layout.write(
            header, passing: packet.extensions, of: source.extracting(packet.whole), sentAt: time,
            transportNumber: SequenceNumber(0), to: &writer)
        // The P bit (RFC 3550 §5.1).
        if packet.isPadded, let first = writer.written.byte(at: 0) { writer.patch(first | 0x20, at: 0) }
        let count = writer.count
        used += count
        return Template(
            start: start, count: count, numberOffset: marks.transportNumber, timeOffset: marks.sendTime,
            frameOffset: marks.frameNumber, isMarked: header.isMarked, skippedOctets: skippedOctets)
    }
}
