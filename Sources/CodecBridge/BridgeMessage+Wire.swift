internal import Bytes
internal import Media

extension BridgeMessage {
    /// The message behind its length.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, 0, kind]
        switch self {
        case .order(let order): order.write(to: &bytes)
        case .format(let format): format.write(to: &bytes)
        case .unit(let unit): unit.write(to: &bytes)
        case .end: break
        case .picture(let jpeg, let tile):
            tile.write(to: &bytes)
            bytes += jpeg
        case .trouble(let text): bytes += text.utf8
        case .watched(let pictures, let faults):
            bytes.append(bigEndian: UInt32(clamping: pictures))
            bytes.append(bigEndian: UInt32(clamping: faults))
        case .paced(let divisor, let leftOut):
            bytes.append(UInt8(clamping: divisor))
            bytes.append(bigEndian: UInt32(clamping: leftOut))
        }
        let length = UInt32(truncatingIfNeeded: bytes.count - 4)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index)) }
        return bytes
    }

    private var kind: UInt8 {
        switch self {
        case .order: 0
        case .format: 1
        case .unit: 2
        case .end: 3
        case .picture: 4
        case .trouble: 5
        case .watched: 6
        case .paced: 7
        }
    }

    /// Reads what stands behind the length; `nil` when it cannot be right.
    init?(reading bytes: RawSpan) {
        var reader = ByteReader(bytes)
        let message: BridgeMessage? =
            switch reader.readUInt8() {
            case 0: BridgeOrder(from: &reader).map { .order($0) }
            case 1: BridgeFormat(from: &reader).map { .format($0) }
            case 2: AccessUnit(from: &reader).map { .unit($0) }
            case 3: .end
            case 4: PictureSize(from: &reader).map { .picture(reader.takeRest(), tile: $0) }
            case 5: .trouble(String(decoding: reader.takeRest(), as: UTF8.self))
            case 6: Self.watched(from: &reader)
            case 7: Self.paced(from: &reader)
            default: nil
            }
        guard let message, reader.isAtEnd else { return nil }
        self = message
    }

    private static func watched(from reader: inout ByteReader) -> BridgeMessage? {
        guard let pictures = reader.readUInt32(), let faults = reader.readUInt32() else { return nil }
        return .watched(pictures: Int(pictures), faults: Int(faults))
    }

    private static func paced(from reader: inout ByteReader) -> BridgeMessage? {
        guard let divisor = reader.readUInt8(), let leftOut = reader.readUInt32(), divisor > 0
        else { return nil }
        return .paced(divisor: Int(divisor), leftOut: Int(leftOut))
    }
}

extension ByteReader {
    /// All octets that are left.
    fileprivate mutating func takeRest() -> [UInt8] {
        let rest = [UInt8](rest)
        _ = skip(rest.count)
        return rest
    }
}

extension BridgeOrder {
    fileprivate func write(to bytes: inout [UInt8]) {
        switch self {
        case .pictures(let largest, let columns, let rows):
            bytes.append(0)
            largest.write(to: &bytes)
            bytes += [UInt8(clamping: columns), UInt8(clamping: rows)]
        case .sound(let bitsPerSecond):
            bytes.append(1)
            bytes.append(bigEndian: UInt32(clamping: bitsPerSecond))
        case .watching: bytes.append(2)
        case .video(let frameRate, let longest):
            bytes.append(3)
            bytes.append(bigEndian: UInt32(clamping: frameRate))
            bytes.append(bigEndian: UInt32(clamping: longest))
        }
    }

    fileprivate init?(from reader: inout ByteReader) {
        switch reader.readUInt8() {
        case 0:
            guard let largest = PictureSize(from: &reader), let columns = reader.readUInt8(),
                let rows = reader.readUInt8(), 1...Self.mostTiles ~= Int(columns),
                1...Self.mostTiles ~= Int(rows)
            else { return nil }
            self = .pictures(largest: largest, columns: Int(columns), rows: Int(rows))
        case 1:
            guard let rate = reader.readUInt32() else { return nil }
            self = .sound(bitsPerSecond: Int(rate))
        case 2: self = .watching
        case 3:
            guard let frameRate = reader.readUInt32(), let longest = reader.readUInt32() else { return nil }
            self = .video(frameRate: Int(frameRate), longest: Int64(longest))
        default: return nil
        }
    }
}

extension BridgeFormat {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(Codec.allCases.firstIndex(of: codec) ?? 0))
        bytes += record
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let number = reader.readUInt8(), Int(number) < Codec.allCases.count else { return nil }
        self.init(Codec.allCases[Int(number)], record: reader.takeRest())
    }
}

extension PictureSize {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt16(width))
        bytes.append(bigEndian: UInt16(height))
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let width = reader.readUInt16(), let height = reader.readUInt16() else { return nil }
        self.init(width: Int(width), height: Int(height))
    }
}

/// Flags, when it is decoded, how much later it is shown, how long it lasts where the flags say that it tells, and its
/// octets.
extension AccessUnit {
    private static let syncFlag: UInt8 = 1, durationFlag: UInt8 = 2

    fileprivate func write(to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + self.bytes.count + 21)
        bytes.append((isSync ? Self.syncFlag : 0) | (duration == nil ? 0 : Self.durationFlag))
        bytes.append(bigEndian: UInt64(bitPattern: decodeTime))
        bytes.append(bigEndian: UInt32(bitPattern: compositionOffset))
        if let duration { bytes.append(bigEndian: UInt64(bitPattern: duration)) }
        bytes += self.bytes
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let flags = reader.readUInt8(), flags <= Self.syncFlag | Self.durationFlag,
            let time = reader.readUInt64(), let offset = reader.readUInt32()
        else { return nil }
        var duration: Int64?
        if flags & Self.durationFlag != 0 {
            guard let ticks = reader.readUInt64() else { return nil }
            duration = Int64(bitPattern: ticks)
        }
        self.init(
            reader.takeRest(), decodeTime: Int64(bitPattern: time),
            compositionOffset: Int32(bitPattern: offset), duration: duration,
            isSync: flags & Self.syncFlag != 0)
    }
}
