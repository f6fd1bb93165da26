public import Bytes

/// Which layers a sender sends, at which bitrate and size (video-layers-allocation00 of libwebrtc).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     |RID| NS| sl_bm |   own stream's index, streams - 1, spatial layers of every stream or 0
///     +-+-+-+-+-+-+-+-+
///     |sl0_bm |sl1_bm |   when sl_bm is 0: spatial layers stream by stream, a second octet
///     |sl2_bm |sl3_bm |   when there are more than two streams
///     +-+-+-+-+-+-+-+-+
///     |#tl|#tl|#tl|#tl|   temporal layers - 1 of each spatial layer, as many octets as it takes
///     +-+-+-+-+-+-+-+-+
///     : kbps, leb128  :   of each temporal layer, those below it included
///     : 5 octets      :   of each spatial layer, all or none: width - 1, height - 1, frames a second
///     +-+-+-+-+-+-+-+-+
///
/// A single octet 0 says that nothing is sent. With sizes the value is longer than 16 octets and needs the
/// two-byte form. Senders repeat it with keyframes and when something changes, not in every packet, so it may
/// allocate.
public struct VideoLayersAllocation: Hashable, Sendable {
    /// One spatial layer of one stream.
    public struct Layer: Hashable, Sendable {
        /// Which stream, 0 to 3, in the order of the simulcast's rids.
        public var streamIndex: Int
        /// Which layer of the stream, 0 to 3.
        public var spatialID: Int
        /// What one to four temporal layers take, each with those below it.
        public var kilobitsPerSecond: [UInt32]
        /// The picture's size; `nil` when the sender left sizes out.
        public var size: Size?

        /// A layer.
        public init(streamIndex: Int, spatialID: Int, kilobitsPerSecond: [UInt32], size: Size? = nil) {
            self.streamIndex = streamIndex
            self.spatialID = spatialID
            self.kilobitsPerSecond = kilobitsPerSecond
            self.size = size
        }
    }

    /// The size of a layer's pictures.
    public struct Size: Hashable, Sendable {
        /// Width and height in pixels, 1 to 65,536.
        public var width: Int, height: Int
        /// At most this many pictures a second, 0 to 255.
        public var maximumFrameRate: Int

        /// A size.
        public init(width: Int, height: Int, maximumFrameRate: Int) {
            self.width = width
            self.height = height
            self.maximumFrameRate = maximumFrameRate
        }
    }

    /// The index of the stream that carries this, 0 to 3.
    public var streamIndex: Int
    /// How many streams there are, 1 to 4.
    public var streamCount: Int
    /// The layers that are sent, by stream and then by spatial layer. Empty when nothing is sent.
    public var layers: [Layer]

    /// An allocation. Layers are sorted; sizes count only when every layer has one.
    public init(streamIndex: Int, streamCount: Int, layers: [Layer]) {
        self.streamIndex = streamIndex
        self.streamCount = streamCount
        self.layers = layers.sorted { ($0.streamIndex, $0.spatialID) < ($1.streamIndex, $1.spatialID) }
    }

    /// Reads an extension's value.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard let head = reader.readUInt8() else { return nil }
        streamIndex = Int(head >> 6)
        streamCount = Int(head >> 4 & 3) + 1
        layers = []
        guard head != 0 || !reader.isAtEnd else { return }
        guard readMasks(shared: head & 0x0F, &reader), readTemporalCounts(&reader), readBitrates(&reader)
        else {
            return nil
        }
        guard !reader.isAtEnd else { return }
        guard reader.remaining == 5 * layers.count, readSizes(&reader) else { return nil }
    }

    /// Makes a layer for every bit that is set.
    private mutating func readMasks(shared: UInt8, _ reader: inout ByteReader) -> Bool {
        var packed = UInt16(shared) &* 0x1111
        if shared == 0 {
            guard let first = reader.readUInt8() else { return false }
            packed = UInt16(first) << 8
            if streamCount > 2 {
                guard let second = reader.readUInt8() else { return false }
                packed |= UInt16(second)
            }
        }
        for stream in 0..<streamCount {
            let mask = packed >> UInt16(12 - 4 * stream) & 0x0F
            for spatialID in 0..<4 where mask >> UInt16(spatialID) & 1 == 1 {
                layers.append(Layer(streamIndex: stream, spatialID: spatialID, kilobitsPerSecond: []))
            }
        }
        return !layers.isEmpty
    }

    private mutating func readTemporalCounts(_ reader: inout ByteReader) -> Bool {
        guard let packed = reader.read((layers.count + 3) / 4) else { return false }
        var bits = BitReader(packed)
        for index in layers.indices {
            guard let more = bits.read(2) else { return false }
            layers[index].kilobitsPerSecond = [UInt32](repeating: 0, count: Int(more) + 1)
        }
        return true
    }

    private mutating func readBitrates(_ reader: inout ByteReader) -> Bool {
        for index in layers.indices {
            for temporalID in layers[index].kilobitsPerSecond.indices {
                guard let rate = reader.readLEB128() else { return false }
                layers[index].kilobitsPerSecond[temporalID] = rate
            }
        }
        return true
    }

    private mutating func readSizes(_ reader: inout ByteReader) -> Bool {
        for index in layers.indices {
            guard let width = reader.readUInt16(), let height = reader.readUInt16(),
                let rate = reader.readUInt8()
            else { return false }
            layers[index].size = Size(
                width: Int(width) + 1, height: Int(height) + 1, maximumFrameRate: Int(rate))
        }
        return true
    }

    /// Writes the extension's value. Every field must be in its bounds.
    public func write(to writer: inout ByteWriter) {
        guard !layers.isEmpty else {
            writer.write(0 as UInt8)
            return
        }
        writeMasks(to: &writer)
        var bits = BitWriter()
        for layer in layers {
            bits.write(UInt32(layer.kilobitsPerSecond.count - 1), 2, to: &writer)
        }
        bits.flush(to: &writer)
        for layer in layers {
            for rate in layer.kilobitsPerSecond { writer.writeLEB128(rate) }
        }
        let sizes = layers.compactMap(\.size)
        guard sizes.count == layers.count else { return }
        for size in sizes {
            writer.write(UInt16(size.width - 1))
            writer.write(UInt16(size.height - 1))
            writer.write(UInt8(size.maximumFrameRate))
        }
    }

    /// The head, and the masks when they are not all the same.
    private func writeMasks(to writer: inout ByteWriter) {
        var masks = [UInt8](repeating: 0, count: 4)
        for layer in layers { masks[layer.streamIndex] |= 1 << UInt8(layer.spatialID) }
        let isShared = masks[..<streamCount].allSatisfy { $0 == masks[0] }
        writer.write(UInt8(streamIndex) << 6 | UInt8(streamCount - 1) << 4 | (isShared ? masks[0] : 0))
        guard !isShared else { return }
        writer.write(masks[0] << 4 | masks[1])
        if streamCount > 2 { writer.write(masks[2] << 4 | masks[3]) }
    }
}
