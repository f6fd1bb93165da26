import Bytes

/// The sizes and the repeating pattern of a VP9 stream's layers (RFC 9628 §4.2.1).
///
///      0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+
///     | N_S |Y|G|  -  |  spatial layers - 1, sizes, pattern
///     |  width, 16    |  when Y, for each spatial layer
///     |  height, 16   |
///     |     N_G       |  when G: pictures in the pattern
///     | TID |U| R | - |  for each: temporal layer, switching up, references
///     |    P_DIFF     |  for each reference
///     +-+-+-+-+-+-+-+-+
///
/// It comes with keyframes only, so it may allocate.
public struct VP9ScalabilityStructure: Hashable, Sendable {
    /// The size of one spatial layer.
    public struct Size: Hashable, Sendable {
        /// Width and height in pixels, 0 to 65,535.
        public var width: Int, height: Int

        /// A size.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// One picture of the pattern.
    public struct Picture: Hashable, Sendable {
        /// The temporal layer, 0 to 7.
        public var temporalID: UInt8
        /// Whether one can switch up to higher temporal layers behind it.
        public var isSwitchingUpPoint: Bool
        /// How many pictures back each of its up to three references is.
        public var references: [UInt8]

        /// A picture.
        public init(temporalID: UInt8, isSwitchingUpPoint: Bool, references: [UInt8]) {
            self.temporalID = temporalID
            self.isSwitchingUpPoint = isSwitchingUpPoint
            self.references = references
        }
    }

    /// How many spatial layers there are, 1 to 8.
    public var spatialLayerCount: Int
    /// The size of each spatial layer, or none.
    public var sizes: [Size]
    /// The pattern, up to 255 pictures; `nil` when there is none, as in flexible mode.
    public var pattern: [Picture]?

    /// A structure. Sizes count only when there is one for each layer.
    public init(spatialLayerCount: Int, sizes: [Size] = [], pattern: [Picture]? = nil) {
        precondition(1...8 ~= spatialLayerCount, "there are one to eight spatial layers")
        self.spatialLayerCount = spatialLayerCount
        self.sizes = sizes.count == spatialLayerCount ? sizes : []
        self.pattern = pattern
    }

    /// Reads a structure.
    init?(_ reader: inout ByteReader) {
        guard let head = reader.readUInt8() else { return nil }
        spatialLayerCount = Int(head >> 5) + 1
        sizes = []
        for _ in 0..<(head & 0x10 != 0 ? spatialLayerCount : 0) {
            guard let width = reader.readUInt16(), let height = reader.readUInt16() else { return nil }
            sizes.append(Size(width: Int(width), height: Int(height)))
        }
        guard head & 0x08 != 0 else { return }
        guard let count = reader.readUInt8() else { return nil }
        var pictures: [Picture] = []
        for _ in 0..<count {
            guard let octet = reader.readUInt8(), let references = reader.read(Int(octet >> 2 & 0x03)) else {
                return nil
            }
            pictures.append(
                Picture(
                    temporalID: octet >> 5, isSwitchingUpPoint: octet & 0x10 != 0,
                    references: [UInt8](references)))
        }
        pattern = pictures
    }

    /// Moves behind a structure without keeping it; `false` when it is not all there.
    static func skip(_ reader: inout ByteReader) -> Bool {
        guard let head = reader.readUInt8(), reader.skip(head & 0x10 != 0 ? 4 * (Int(head >> 5) + 1) : 0)
        else {
            return false
        }
        guard head & 0x08 != 0 else { return true }
        guard let count = reader.readUInt8() else { return false }
        for _ in 0..<count {
            guard let octet = reader.readUInt8(), reader.skip(Int(octet >> 2 & 0x03)) else { return false }
        }
        return true
    }

    /// How many octets it takes.
    var byteCount: Int {
        let pictures = pattern.map { $0.reduce(1) { $0 + 1 + min($1.references.count, 3) } }
        return 1 + 4 * sizes.count + (pictures ?? 0)
    }

    /// Writes the structure.
    func write(to writer: inout ByteWriter) {
        let flags: UInt8 = (sizes.isEmpty ? 0 : 0x10) | (pattern == nil ? 0 : 0x08)
        writer.write(UInt8(spatialLayerCount - 1) << 5 | flags)
        for size in sizes {
            writer.write(UInt16(truncatingIfNeeded: size.width))
            writer.write(UInt16(truncatingIfNeeded: size.height))
        }
        guard let pattern else { return }
        writer.write(UInt8(truncatingIfNeeded: pattern.count))
        for picture in pattern {
            let references = picture.references.prefix(3)
            let flag: UInt8 = picture.isSwitchingUpPoint ? 0x10 : 0
            writer.write(picture.temporalID << 5 | flag | UInt8(references.count) << 2)
            for reference in references { writer.write(reference) }
        }
    }
}
