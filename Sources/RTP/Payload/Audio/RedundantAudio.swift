public import Bytes

/// A payload that carries older payloads beside its own (RED, RFC 2198 §3), read block by block.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |1|     PT      |      timestamp offset     |    block length   |  each older block
///     |0|     PT      |                                                  the packet's own, last
///     +-+-+-+-+-+-+-+-+  then the blocks in the same order
public struct RedundantAudio: ~Escapable {
    /// One payload.
    public struct Block: ~Escapable {
        /// How to read it.
        public let payloadType: PayloadType
        /// By how many ticks it is older than the packet's timestamp, 0 to 16,383; 0 for the packet's own.
        public let timestampOffset: Int
        /// Whether it is the packet's own.
        public let isPrimary: Bool
        /// The payload.
        public let payload: RawSpan

        @_lifetime(copy payload)
        init(payloadType: PayloadType, timestampOffset: Int, isPrimary: Bool, payload: RawSpan) {
            self.payloadType = payloadType
            self.timestampOffset = timestampOffset
            self.isPrimary = isPrimary
            self.payload = payload
        }
    }

    /// An older payload to write.
    public struct Redundancy: Sendable {
        /// How to read it.
        public var payloadType: PayloadType
        /// By how many ticks it is older, 0 to 16,383.
        public var timestampOffset: Int
        /// The payload, at most 1,023 octets.
        public var payload: [UInt8]

        /// A payload.
        public init(payloadType: PayloadType, timestampOffset: Int, payload: [UInt8]) {
            self.payloadType = payloadType
            self.timestampOffset = timestampOffset
            self.payload = payload
        }

        /// Whether the fields can say it.
        var isSayable: Bool { 0...0x3FFF ~= timestampOffset && payload.count <= 0x3FF }
    }

    /// The heads not read yet.
    private var heads: ByteReader
    /// The blocks not read yet.
    private var blocks: ByteReader

    /// Finds the blocks; `nil` when they do not fit in the payload.
    @_lifetime(copy payload)
    public init?(_ payload: RawSpan) {
        heads = ByteReader(payload)
        blocks = ByteReader(payload)
        var olderByteCount = 0
        while let first = blocks.readUInt8() {
            guard first & 0x80 != 0 else {
                guard olderByteCount <= blocks.remaining else { return nil }
                return
            }
            guard let rest = blocks.readUInt24() else { return nil }
            olderByteCount += Int(rest & 0x3FF)
        }
        return nil
    }

    /// How many octets of a payload are in front of the packet's own; `nil` when it makes no sense.
    public static func octetsBeforePrimary(in payload: RawSpan) -> Int? {
        guard let audio = RedundantAudio(payload) else { return nil }
        var heads = audio.heads, blocks = audio.blocks
        while let first = heads.readUInt8(), first & 0x80 != 0 {
            guard let rest = heads.readUInt24(), blocks.skip(Int(rest & 0x3FF)) else { return nil }
        }
        return blocks.offset
    }

    /// The next block, oldest first; `nil` behind the packet's own.
    @_lifetime(copy self)
    public mutating func next() -> Block? {
        guard let first = heads.readUInt8() else { return nil }
        guard first & 0x80 != 0 else {
            _ = heads.skip(heads.remaining)
            return Block(
                payloadType: PayloadType(first), timestampOffset: 0, isPrimary: true, payload: blocks.rest)
        }
        guard let rest = heads.readUInt24(), let payload = blocks.read(Int(rest & 0x3FF)) else { return nil }
        return Block(
            payloadType: PayloadType(first), timestampOffset: Int(rest >> 10), isPrimary: false,
            payload: payload)
    }

    /// Writes a payload with older ones, oldest first, leaving out those that the fields cannot say.
    public static func write(
        primary: RawSpan, payloadType: PayloadType, older: [Redundancy], to writer: inout ByteWriter
    ) {
        for block in older where block.isSayable {
            writer.write(block.payloadType.value | 0x80)
            writer.write24(UInt32(block.timestampOffset) << 10 | UInt32(block.payload.count))
        }
        writer.write(payloadType.value)
        for block in older where block.isSayable { writer.write(block.payload.bytes) }
        writer.write(primary)
    }
}
