import Bytes
import RTP
import Timing
import WebRTC

/// A packet that a viewer got.
struct PlayedPacket {
    let section: Int
    let payloadType: PayloadType
    let place: ExtendedSequenceNumber
    let timestamp: RTPTimestamp
    /// Whether decoding could begin with it.
    let canBegin: Bool
    /// Whether its numbers began anew with it.
    let isRestart: Bool
    /// When the publisher captured it, and its running number there.
    let captured: Instant
    let number: Int64
    /// When it came.
    let arrived: Instant
    /// When the viewer believes that it was captured.
    let shown: Instant?

    /// What `received` is, of which `bytes` is the whole packet; `nil` when it is not as a `Track` made it.
    init?(_ received: ReceivedPacket, _ bytes: RawSpan, shown: Instant?, at now: Instant) {
        var reader = ByteReader(bytes)
        guard reader.skip(received.payload.upperBound - 16), let captured = reader.readUInt64(),
            let number = reader.readUInt64()
        else { return nil }
        section = received.section
        payloadType = received.header.payloadType
        place = received.place
        timestamp = received.header.timestamp
        canBegin = received.canBegin
        isRestart = received.isRestart
        self.captured = Instant(nanoseconds: Int64(bitPattern: captured))
        self.number = Int64(bitPattern: number)
        arrived = now
        self.shown = shown
    }

    /// How long it took.
    var delay: Duration { captured.duration(to: arrived) }
}
