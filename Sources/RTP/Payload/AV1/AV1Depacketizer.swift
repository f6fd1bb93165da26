import Bytes
import Media

/// Puts AV1 temporal units together from RTP payloads (AV1 RTP §4, §5).
///
/// Give it the payloads of one temporal unit in order, and then `finish`. When packets are missing, `reset` and drop
/// the rest of the unit.
public struct AV1Depacketizer: Sendable {
    /// The most octets a temporal unit may have.
    private let maximumByteCount: Int
    /// The units that are whole, each with its size.
    private var bytes: [UInt8] = []
    /// The fragments so far of the unit that is not whole.
    private var fragments: [UInt8] = []
    /// Whether a unit is waiting for its next fragment.
    private var isOpen = false
    /// Whether a payload was refused, so that the temporal unit cannot be whole.
    private var isBroken = false

    /// A depacketizer for temporal units of at most `maximumByteCount` octets; 4 MiB is a large keyframe in 4K.
    public init(maximumByteCount: Int = 4 << 20) {
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the next payload; `false` when it cannot be right, or the temporal unit grows too large. It is lost then.
    public mutating func append(_ payload: RawSpan) -> Bool {
        // A unit grows by its size, and one octet may be a whole element.
        let mostAdded = 6 * payload.byteCount
        guard !isBroken, bytes.count + fragments.count + mostAdded <= maximumByteCount,
            let header = AV1AggregationHeader(payload), header.continuesUnit == isOpen,
            addElements(payload, header)
        else {
            isBroken = true
            return false
        }
        return true
    }

    /// The temporal unit, each unit with its size and without a delimiter; `nil` when it is not whole. Begins anew.
    public mutating func finish() -> [UInt8]? {
        defer { reset() }
        return isBroken || isOpen || bytes.isEmpty ? nil : bytes
    }

    /// Forgets the temporal unit and begins anew.
    public mutating func reset() {
        bytes = []
        fragments.removeAll(keepingCapacity: true)
        isOpen = false
        isBroken = false
    }

    private mutating func addElements(_ payload: RawSpan, _ header: AV1AggregationHeader) -> Bool {
        var reader = ByteReader(payload)
        guard reader.skip(1), !reader.isAtEnd else { return false }
        var index = 0
        while !reader.isAtEnd {
            index += 1
            var size = reader.remaining
            if index != header.elementCount {
                guard let told = reader.readLEB128() else { return false }
                size = Int(told)
            }
            guard let element = reader.read(size) else { return false }
            let goesOn = reader.isAtEnd && header.isContinued
            guard goesOn ? addFragment(element) : endUnit(element) else { return false }
        }
        return header.elementCount == 0 || index == header.elementCount
    }

    private mutating func addFragment(_ fragment: RawSpan) -> Bool {
        fragments.append(fragment)
        isOpen = true
        return true
    }

    private mutating func endUnit(_ element: RawSpan) -> Bool {
        guard isOpen else { return addUnit(element) }
        fragments.append(element)
        isOpen = false
        defer { fragments.removeAll(keepingCapacity: true) }
        let whole = fragments
        return addUnit(whole.bytes)
    }

    /// Adds a unit with its size. A size that is there already must leave nothing over.
    private mutating func addUnit(_ unit: RawSpan) -> Bool {
        var reader = ByteReader(unit)
        guard let obu = OBU(&reader), reader.isAtEnd else { return false }
        guard obu.isCarried else { return true }
        obu.appendSizedHead(to: &bytes)
        bytes.append(unit.extracting(obu.contents))
        return true
    }
}
