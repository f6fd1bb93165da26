internal import Bytes
internal import RTP
public import Timing

extension Peer {
    // MARK: What the path takes

    /// The path to the other side as far as it is known, for who chooses what to send.
    public func bandwidth(at now: Instant) -> LayerSelector.Path {
        outbound.bandwidth.path(outbox.table[sentTo: outbound.viewer, at: now], at: now)
    }

    /// What the last probe brought.
    public var lastProbe: (at: Instant, bitsPerSecond: Int?)? { outbound.bandwidth.estimator?.lastProbe }

    /// Whether more is known of the path than when this was asked last.
    public func takeBandwidthNews() -> Bool { outbound.bandwidth.takeNews() }

    /// Begins a probe of the path, unless one is under way. What media does not bring is padded with.
    public func probe(_ wish: LayerSelector.ProbeWish, at now: Instant) {
        let viewer = outbound.viewer
        outbound.bandwidth.estimator?.probe(wish, in: &outbox.table[sentTo: viewer, at: now], at: now)
        pad(at: now)
    }

    /// Takes feedback on the packets of the transport.
    func take(_ feedback: consuming TransportFeedback, at now: Instant) {
        let (viewer, roundTrip) = (outbound.viewer, roundTrip)
        outbound.bandwidth.handle(
            feedback, of: &outbox.table[sentTo: viewer, at: now], roundTrip: roundTrip, at: now)
        outbound.reviewProtection(in: outbox, at: now)
    }

    /// Looks after the path.
    func watchPath(at now: Instant) {
        guard let deadline = outbound.bandwidth.nextDeadline, deadline <= now else { return }
        let (viewer, roundTrip) = (outbound.viewer, roundTrip)
        outbound.bandwidth.handleTimeout(outbox.table[sentTo: viewer, at: now], roundTrip: roundTrip, at: now)
        pad(at: now)
    }

    // MARK: Padding

    /// Sends what a probe needs beyond the media.
    private func pad(at now: Instant) {
        guard let deadline = outbound.bandwidth.estimator?.nextDeadline, deadline <= now else { return }
        let (viewer, size) = (outbound.viewer, outbound.bandwidth.estimator?.paddingSize ?? 0)
        var left =
            outbound.bandwidth.estimator?.padding(in: &outbox.table[sentTo: viewer, at: now], at: now) ?? 0
        guard let index = padded else { return }
        var number = outbox.table.tracks[outbound.streams[index].track.row].stream.newest
        // So many looks, whatever is asked for: most of what is looked at is there.
        var looks = 64
        while left > 0, looks > 0 {
            looks -= 1
            let sent = sendPadding(ofAbout: size, in: index, repeating: number, at: now)
            number = number?.advanced(by: -1)
            left -= sent
        }
    }

    /// The stream that is padded with: the first that has a repair stream, and sent something.
    private var padded: Int? {
        outbound.streams.indices.first { index in
            let stream = outbox.table.tracks[outbound.streams[index].track.row].stream
            return stream.repair != nil && stream.newest != nil && outbound.streams[index].isRepairable
        }
    }

    /// Sends one packet of padding: a repeat of what was sent, which may serve as a repair, where that is about as long, and
    /// else a packet that is all padding. Returns its octets.
    private func sendPadding(
        ofAbout size: Int, in index: Int, repeating place: ExtendedSequenceNumber?, at now: Instant
    ) -> Int {
        if size >= Self.shortestRepeat, let place {
            let count = repeatPacket(place.number, ofStream: index, as: .padding, at: now)
            if count > 0 { return count }
        }
        return sendEmpty(min(size, Self.longestPadding), in: index, at: now)
    }

    /// Sends a packet of the repair stream that is all padding (RFC 3550 §5.1).
    private func sendEmpty(_ count: Int, in index: Int, at now: Instant) -> Int {
        let track = outbound.streams[index].track.row
        guard let path, count > 0, let type = outbound.streams[index].feed?.choice.repair,
            let repair = outbox.table.tracks[track].stream.repair,
            let stamp = outbox.table.tracks[track].stream.padding()
        else { return 0 }
        let header = RTPHeader(
            payloadType: type, sequenceNumber: stamp.place.number, timestamp: stamp.timestamp, ssrc: repair)
        var payload = [UInt8](repeating: 0, count: count)
        payload[count - 1] = UInt8(count)
        transmit(
            payload.bytes, behind: header, isPadding: true, passing: ForwardedExtensions(),
            of: payload.bytes, outbound.streams[index].layout, stamp.place, to: path, at: now)
        return count
    }

    /// Shorter packets of padding are made and not repeated: media packets are about 1,100 octets.
    private static let shortestRepeat = 600
    /// The last octet says how many there are.
    private static let longestPadding = 255
}
