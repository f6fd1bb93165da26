import Bytes
import Testing

@testable import SRTP

// `#expect` cannot look at values that borrow, so tests hand arrays in.

extension SRTPSender {
    /// Seals a plain packet, whose header it looks for itself.
    func seal(_ packet: [UInt8], rollover: UInt32) -> [UInt8]? {
        var slot = packet + [UInt8](repeating: 0xEE, count: 16)
        var room = slot.mutableBytes
        guard let head = RTPHead(packet.bytes),
            let count = seal(
                packet.bytes.extracting(head.count..<packet.count), behind: head.count, in: &room,
                rollover: rollover)
        else { return nil }
        return Array(slot.prefix(count))
    }

    /// Likewise, where it must succeed.
    func sealed(_ packet: [UInt8], rollover: UInt32 = 0) throws -> [UInt8] {
        let sealed = seal(packet, rollover: rollover)
        return try #require(sealed)
    }

    mutating func sealRTCP(_ packet: [UInt8]) -> [UInt8]? {
        var slot = [UInt8](repeating: 0xEE, count: packet.count + 20)
        var room = slot.mutableBytes
        return sealRTCP(packet.bytes, into: &room).map { Array(slot.prefix($0)) }
    }

    mutating func sealedRTCP(_ packet: [UInt8]) throws -> [UInt8] {
        let sealed = sealRTCP(packet)
        return try #require(sealed)
    }

    func sealRTCP(_ packet: [UInt8], index: UInt32) -> [UInt8]? {
        var slot = [UInt8](repeating: 0xEE, count: packet.count + 20)
        var room = slot.mutableBytes
        return sealRTCP(packet.bytes, into: &room, index: index).map { Array(slot.prefix($0)) }
    }
}

extension SRTPReceiver {
    /// The plain packet, or why there is none.
    mutating func open(_ packet: [UInt8]) -> Result<[UInt8], Refusal> {
        var slot = [UInt8](repeating: 0xEE, count: packet.count)
        var room = slot.mutableBytes
        return open(packet.bytes, into: &room).plain(in: slot)
    }

    mutating func openRTCP(_ packet: [UInt8]) -> Result<[UInt8], Refusal> {
        var slot = [UInt8](repeating: 0xEE, count: packet.count)
        var room = slot.mutableBytes
        return openRTCP(packet.bytes, into: &room).plain(in: slot)
    }

    /// The index of a packet that can be opened.
    mutating func index(of packet: [UInt8]) -> UInt64? {
        var slot = [UInt8](repeating: 0xEE, count: packet.count)
        var room = slot.mutableBytes
        guard case .opened(_, let index) = open(packet.bytes, into: &room) else { return nil }
        return index
    }
}

/// A reason that can be thrown.
struct Refusal: Error, Hashable {
    let reason: SRTPDropReason
}

extension SRTPOpening {
    func plain(in slot: [UInt8]) -> Result<[UInt8], Refusal> {
        switch self {
        case .opened(let byteCount, _): .success(Array(slot.prefix(byteCount)))
        case .dropped(let reason): .failure(Refusal(reason: reason))
        }
    }
}

extension Result where Success == [UInt8], Failure == Refusal {
    /// Why there is no packet.
    var reason: SRTPDropReason? {
        guard case .failure(let refusal) = self else { return nil }
        return refusal.reason
    }

    /// The packet.
    var packet: [UInt8]? { try? get() }
}
