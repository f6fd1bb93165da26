internal import Bytes
internal import ICE
internal import Links
internal import Timing
internal import WebRTC

/// The bad network of one member: what it sends and what it is sent goes through here, late or not at all.
final class Weather {
    /// A datagram on its way.
    struct Parcel {
        /// What it is.
        let bytes: [UInt8]
        /// From where to where, as the member sees it.
        let path: Path
    }

    /// What the member's peer wants to send.
    let outbox = Outbox(limit: 1 << 20)
    /// What happens to that.
    private var up: Impairment<Parcel>
    /// What happens to what it is sent.
    private var down: Impairment<Parcel>

    /// The weather of a group, for one of its members.
    init(up: LinkConditions?, down: LinkConditions?, seed: UInt64) {
        self.up = Impairment(up ?? LinkConditions(), seed: seed)
        self.down = Impairment(down ?? LinkConditions(), seed: seed &+ 1)
    }

    /// When something comes out.
    var nextDeadline: Instant? {
        guard let sent = up.nextDeadline, let received = down.nextDeadline else {
            return up.nextDeadline ?? down.nextDeadline
        }
        return min(sent, received)
    }

    /// A datagram was sent to the member.
    func receive(_ datagram: RawSpan, on path: Path, at now: Instant) {
        down.send(Parcel(bytes: [UInt8](datagram), path: path), byteCount: datagram.byteCount, at: now)
    }

    /// The next datagram that reaches the member; `nil` when there is none by now.
    func nextReceived(at now: Instant) -> Parcel? { down.next(at: now) }

    /// Puts what the peer wants to send on its way, and what got through so far into the outbox of all.
    func send(by outbox: Outbox, at now: Instant) {
        self.outbox.drain { transmit, bytes in
            up.send(Parcel(bytes: [UInt8](bytes), path: transmit.path), byteCount: bytes.byteCount, at: now)
        }
        while let parcel = up.next(at: now) { outbox.append(parcel.bytes.bytes, to: parcel.path) }
    }
}
