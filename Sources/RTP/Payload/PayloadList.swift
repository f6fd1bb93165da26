import Bytes

/// The payloads that a packetizer made, one behind the other in one buffer.
///
/// Emptying it keeps the memory, so a list that is used for frame after frame stops allocating.
public struct PayloadList: Sendable {
    /// All payloads, without gaps.
    private var bytes: [UInt8] = []
    /// Where each one ends.
    private var ends: [Int] = []

    /// An empty list.
    public init() {}

    /// How many payloads there are.
    public var count: Int { ends.count }

    /// Where the payload at `index` lies among the list's bytes.
    private func range(at index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// The payload at `index`, borrowed.
    public subscript(index: Int) -> RawSpan {
        @_lifetime(borrow self)
        borrowing get { bytes.bytes.extracting(range(at: index)) }
    }

    /// Empties the list.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Drops the payloads from `count` on, and what was written of the next.
    mutating func removeAll(from count: Int) {
        ends.removeLast(ends.count - count)
        bytes.removeLast(bytes.count - (ends.last ?? 0))
    }

    /// Adds octets to the payload that is being written.
    mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// Adds a 16-bit big-endian integer to the payload that is being written.
    mutating func write(_ value: UInt16) {
        bytes.append(bigEndian: value)
    }

    /// Adds octets to the payload that is being written.
    mutating func write(_ source: RawSpan) {
        bytes.append(source)
    }

    /// Adds a head of exactly `byteCount` octets, which `write` writes, to the payload that is being written.
    mutating func writeHead(_ byteCount: Int, _ write: (inout ByteWriter) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: byteCount))
        var all = bytes.mutableBytes
        var head = all._mutatingExtracting(start..<(start + byteCount))
        var writer = ByteWriter(&head)
        write(&writer)
    }

    /// Ends the payload that is being written.
    mutating func endPayload() {
        ends.append(bytes.count)
    }
}
