internal import Bytes
internal import RTP

/// Makes packets of a stream that were lost again, from parities and the packets that came.
///
/// It keeps the last packets as parities count them: with zeros for what is written anew on the way. What comes later than
/// its parity is of no use to it, and what only two parities could make together is not made: it is asked for.
struct ParityRepair: Sendable {
    /// A packet that came.
    private struct Kept {
        /// Its number; `nil` before there is one.
        var number: SequenceNumber?
        /// It.
        var octets: [UInt8] = []
    }

    /// The last packets; number n is at n % capacity.
    private var kept = [Kept](repeating: Kept(), count: capacity)
    /// What a lost packet has behind the fixed part of its header.
    private var rest: [UInt8] = []

    /// More than the longest mask tells of.
    private static let capacity = 128

    /// Keeps a packet that came, whole and plain.
    mutating func keep(_ header: RTPHeader, in packet: RawSpan, _ extensions: ExtensionMap) {
        let slot = Self.slot(header.sequenceNumber)
        kept[slot].number = header.sequenceNumber
        kept[slot].octets.removeAll(keepingCapacity: true)
        kept[slot].octets.append(packet)
        var elements = header.extensions(in: packet)
        while let element = elements.next() {
            guard extensions.kind(of: element.id)?.isRewritten == true else { continue }
            let end = header.extensionRange.upperBound - elements.remaining
            for place in end - element.value.byteCount..<end { kept[slot].octets[place] = 0 }
        }
    }

    /// Makes the one packet that was lost of those that a parity is of, at the start of `room`. Returns how many octets it has;
    /// `nil` when none was lost, or more than one, or when nothing that makes sense comes of it.
    mutating func restore(_ parity: ParityHeader, _ octets: RawSpan, into room: inout MutableRawSpan) -> Int?
    {
        guard let lost = lostNumber(of: parity) else { return nil }
        var header = parity
        rest.removeAll(keepingCapacity: true)
        rest.append(octets)
        for bit in 0..<UInt128.bitWidth where parity.mask >> UInt128(bit) & 1 == 1 {
            let number = parity.first.advanced(by: bit)
            guard number != lost else { continue }
            let packet = kept[Self.slot(number)].octets
            guard header.toggle(packet.bytes), packet.count - RTPHeader.fixedByteCount <= octets.byteCount
            else { return nil }
            rest.toggle(packet.bytes.extracting(RTPHeader.fixedByteCount..<packet.count))
        }
        guard Int(header.length) <= rest.count else { return nil }
        let count = RTPHeader.fixedByteCount + Int(header.length)
        // The version, which is the same in all of them.
        guard room.store(header.lead | 0x8000, at: 0), room.store(lost.value, at: 2),
            room.store(header.timestamp, at: 4), room.store(header.ssrc.value, at: 8),
            room.store(rest.bytes.extracting(0..<Int(header.length)), at: RTPHeader.fixedByteCount)
        else { return nil }
        return count
    }

    /// The one number of a parity's that did not come.
    private func lostNumber(of parity: ParityHeader) -> SequenceNumber? {
        var lost: SequenceNumber?
        for bit in 0..<UInt128.bitWidth where parity.mask >> UInt128(bit) & 1 == 1 {
            let number = parity.first.advanced(by: bit)
            guard kept[Self.slot(number)].number != number else { continue }
            guard lost == nil else { return nil }
            lost = number
        }
        return lost
    }

    private static func slot(_ number: SequenceNumber) -> Int { Int(number.value) % capacity }
}

extension ExtensionKind {
    /// Whether it is written anew on the way, when a packet leaves at last.
    fileprivate var isRewritten: Bool {
        switch self {
        case .absoluteSendTime, .transportSequence, .transportSequence2, .transmissionOffset: true
        default: false
        }
    }
}
