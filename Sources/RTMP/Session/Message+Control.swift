internal import Bytes

extension Message {
    /// A message of the protocol itself that is one number (§5.4).
    static func control(_ kind: Kind, _ value: UInt32) -> Message {
        var payload: [UInt8] = []
        payload.append(bigEndian: value)
        return Message(kind: kind, payload: payload)
    }

    /// How many octets the client may send unacknowledged; it may go by its own of the same size (2: dynamic, §5.4.5).
    static func peerBandwidth(_ value: UInt32) -> Message {
        var message = control(.setPeerBandwidth, value)
        message.payload.append(2)
        return message
    }

    /// A word of one side's user to the other's (§7.1.7).
    static func userControl(_ event: UInt16, _ value: UInt32) -> Message {
        var payload: [UInt8] = []
        payload.append(bigEndian: event)
        payload.append(bigEndian: value)
        return Message(kind: .userControl, payload: payload)
    }

    /// The number at the payload's beginning.
    func number() throws(Violation) -> UInt32 {
        var reader = ByteReader(payload.bytes)
        guard let value = reader.readUInt32() else { throw .malformed("a control message") }
        return value
    }
}
