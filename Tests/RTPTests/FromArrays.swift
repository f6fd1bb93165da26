import Bytes
import RTP

// `#expect` cannot look at values that borrow, so tests hand arrays in.

/// What `write` writes into plenty of room.
func serialised(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
    [UInt8](capacity: 4096, writing: write) ?? []
}

extension RTPHeader {
    init?(_ packet: [UInt8]) { self.init(packet.bytes) }
    func payloadRange(in packet: [UInt8]) -> Range<Int>? { payloadRange(in: packet.bytes) }
    func contributor(at index: Int, in packet: [UInt8]) -> SSRC? { contributor(at: index, in: packet.bytes) }
}

extension AudioLevel {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension VideoOrientation {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension PlayoutDelay {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension AbsoluteSendTime {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension TransportSequence {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension AbsoluteCaptureTime {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension TransmissionOffset {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension StreamIdentifier {
    init?(_ value: [UInt8]) { self.init(value.bytes) }
}

extension RedundantAudio {
    static func octetsBeforePrimary(in payload: [UInt8]) -> Int? { octetsBeforePrimary(in: payload.bytes) }
}

extension LayerReader {
    mutating func read(
        _ payload: [UInt8], as form: LayerReader.Form, descriptor: [UInt8]? = nil, timestamp: UInt32,
        isMarked: Bool = false
    ) -> FrameLayers {
        let timestamp = RTPTimestamp(timestamp)
        guard let descriptor else {
            return read(
                payload.bytes, as: form, descriptor: nil, timestamp: timestamp, isMarked: isMarked)
        }
        return read(
            payload.bytes, as: form, descriptor: descriptor.bytes, timestamp: timestamp, isMarked: isMarked)
    }
}
