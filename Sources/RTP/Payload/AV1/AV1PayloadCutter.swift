import Bytes
import Media

/// Cuts a row of AV1 units into payloads of nearly one size.
///
/// With up to three units the payload's header counts the elements, and the last has no length. With more, every
/// element has one.
struct AV1PayloadCutter {
    /// A unit or a part of it.
    private struct Element {
        let unit: Int
        let range: Range<Int>
    }

    /// The units, without their sizes.
    private let units: [OBU]
    /// The most octets of a payload behind its header.
    private let limit: Int
    /// The sizes to aim at.
    private let split: EvenSplit
    /// Whether the header counts elements.
    private let isCounted: Bool
    /// The unit that comes next, and how much of it has been taken.
    private var unit = 0, taken = 0
    /// How many payloads have been written.
    private var written = 0

    init(_ units: [OBU], limit: Int) {
        self.units = units
        self.limit = limit
        isCounted = units.count <= 3
        // Every unit but a counted last one has a length, and without counting each cut adds another.
        let lengths = units.dropLast(isCounted ? 1 : 0).reduce(0) { $0 + Self.lengthByteCount($1.byteCount) }
        let byteCount = units.reduce(lengths) { $0 + $1.byteCount }
        let cuts = isCounted ? 0 : EvenSplit(byteCount, limit: limit).count
        split = EvenSplit(byteCount + cuts * Self.lengthByteCount(limit), limit: limit)
    }

    /// Writes the next payload; `false` when there is none.
    mutating func write(of bytes: RawSpan, startsSequence: Bool, into list: inout PayloadList) -> Bool {
        guard unit < units.count else { return false }
        let continuesUnit = taken > 0
        let elements = takeElements()
        let header = AV1AggregationHeader(
            continuesUnit: continuesUnit, isContinued: taken > 0,
            elementCount: isCounted ? elements.count : 0,
            startsSequence: startsSequence)
        list.write(header.octet)
        for (index, element) in elements.enumerated() {
            if !isCounted || index < elements.count - 1 {
                let length = UInt32(truncatingIfNeeded: element.range.count)
                list.writeHead(Self.lengthByteCount(element.range.count)) { $0.writeLEB128(length) }
            }
            write(element, of: bytes, into: &list)
        }
        list.endPayload()
        written += 1
        return true
    }

    /// Takes what fills the next payload: whole units, and a part of the one that does not fit. The last payload takes
    /// up to the limit, whatever size it was meant to have.
    private mutating func takeElements() -> [Element] {
        var room = written < split.count - 1 ? split.byteCount(at: written) : limit
        var elements: [Element] = []
        while unit < units.count {
            let left = units[unit].byteCount - taken
            let count = min(left, isCounted ? roomForLast(room, elements) : Self.roomWithLength(room))
            guard count > 0 else { break }
            room -= isCounted ? count + lengthOfLast(elements) : count + Self.lengthByteCount(count)
            elements.append(Element(unit: unit, range: taken..<(taken + count)))
            taken += count
            guard count == left else { break }
            unit += 1
            taken = 0
        }
        return elements
    }

    /// What is left to a last element, once the one before it has a length.
    private func roomForLast(_ room: Int, _ elements: [Element]) -> Int {
        room - lengthOfLast(elements)
    }

    private func lengthOfLast(_ elements: [Element]) -> Int {
        elements.last.map { Self.lengthByteCount($0.range.count) } ?? 0
    }

    /// What is left to an element behind its length.
    private static func roomWithLength(_ room: Int) -> Int {
        room - lengthByteCount(max(room, 0))
    }

    private static func lengthByteCount(_ byteCount: Int) -> Int {
        ByteWriter.leb128ByteCount(UInt32(truncatingIfNeeded: byteCount))
    }

    /// Copies a part of a unit, whose head is not in `bytes` as it is sent.
    private func write(_ element: Element, of bytes: RawSpan, into list: inout PayloadList) {
        let unit = units[element.unit]
        var head = [unit.head]
        if let layers = unit.layers { head.append(layers) }
        let headPart = element.range.clamped(to: 0..<head.count)
        list.write(head.bytes.extracting(headPart))
        let start = max(element.range.lowerBound, head.count) - head.count
        let end = max(element.range.upperBound, head.count) - head.count
        let base = unit.contents.lowerBound
        list.write(bytes.extracting((base + start)..<(base + end)))
    }
}
