internal import Bytes
internal import Timing

extension PacketHistory {
    /// A copy of the packet of an index; `nil` when it is gone or too old.
    func copy(at index: UInt32, at now: Instant) -> [UInt8]? {
        guard let packet = packet(at: index, at: now) else { return nil }
        return [UInt8](packet)
    }

    /// How many octets the packet of an index has; `nil` when it is gone or too old.
    func byteCount(at index: UInt32, at now: Instant) -> Int? {
        guard let packet = packet(at: index, at: now) else { return nil }
        return packet.byteCount
    }
}
