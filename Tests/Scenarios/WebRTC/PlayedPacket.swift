import Bytes
import RTP
import Timing
import WebRTC

/// A packet that a viewer got.
struct PlayedPacket {
    /// What a `Track` writes behind the payload of each packet.
    struct Tail {
        /// Whether decoding can begin with the packet, to whoever can read it.
        let isBeginning: Bool
        /// How many octets at its beginning servers may change.
        var changing: UInt8 = 0
        /// What the payload's others come to.
        let checksum: UInt64
        /// When it was captured.
        let captured: Instant
        /// Its running number.
        let number: Int64

        static let byteCount = 26

        func write(to writer: inout ByteWriter) {
            writer.write(isBeginning ? 1 as UInt8 : 0)
            writer.write(changing)
            for value in [checksum, UInt64(bitPattern: captured.nanoseconds), UInt64(bitPattern: number)] {
                writer.write(value)
            }
        }
    }

    let section: Int
    let payloadType: PayloadType
    let place: ExtendedSequenceNumber
    let timestamp: RTPTimestamp
    /// Whether it is said to end a picture.
    let isMarked: Bool
    /// Whether decoding could begin with it, as it looked.
    let canBegin: Bool
    /// Whether it could in truth.
    let isBeginning: Bool
    /// Whether its payload is what the publisher sent.
    let isIntact: Bool
    /// What it says of its frame's number.
    let counters: FrameCounters
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
        let end = received.payload.upperBound - Tail.byteCount
        guard end >= received.payload.lowerBound, reader.skip(end), let mark = reader.readUInt8(),
            let changing = reader.readUInt8(),
            let checksum = reader.readUInt64(), let captured = reader.readUInt64(),
            let number = reader.readUInt64()
        else { return nil }
        let payload = [UInt8](bytes.extracting(received.payload.lowerBound..<end))
        section = received.section
        payloadType = received.header.payloadType
        place = received.place
        timestamp = received.header.timestamp
        isMarked = received.header.isMarked
        canBegin = received.canBegin
        isBeginning = mark == 1
        isIntact = Array(payload.dropFirst(Int(changing))).checksum == checksum
        counters = FrameCounters(
            payload: payload.bytes, place: changing > 0 ? .vp8 : .none,
            descriptor: received.extensions.dependencyDescriptor(in: bytes))
        isRestart = received.isRestart
        self.captured = Instant(nanoseconds: Int64(bitPattern: captured))
        self.number = Int64(bitPattern: number)
        arrived = now
        self.shown = shown
    }

    /// How long it took.
    var delay: Duration { captured.duration(to: arrived) }
}

extension [UInt8] {
    /// FNV-1a, of eight octets at once where there are as many: one by one it was a third of a scenario's time.
    var checksum: UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        var reader = ByteReader(bytes)
        while let word = reader.readUInt64() { sum = (sum ^ word) &* 0x100_0000_01B3 }
        while let octet = reader.readUInt8() { sum = (sum ^ UInt64(octet)) &* 0x100_0000_01B3 }
        return sum
    }
}
