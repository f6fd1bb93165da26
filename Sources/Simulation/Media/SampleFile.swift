import FoundationEssentials

/// Short clips in Tests/Vectors/Media, taken apart into access units as `Media` has them.
///
/// Every reader here is for the files in the tree only: one slice a picture, one frame an IVF block, one page an Opus
/// packet table. They trap on anything else.
public enum SampleFile: String, CaseIterable, Sendable {
    case baseline = "baseline.h264"
    case high = "high.h264"
    case large = "1080.h264"
    case h265 = "main.h265"
    case vp8 = "vp8.ivf"
    case vp9 = "vp9.ivf"
    case av1 = "av1.ivf"
    case aac = "aac.adts"
    case opus = "opus.ogg"

    /// The file's octets.
    public var bytes: [UInt8] {
        let root = #filePath.dropLast("Sources/Simulation/Media/SampleFile.swift".count)
        let path = root + "Tests/Vectors/Media/" + rawValue
        guard let data = try? Data(contentsOf: URL(filePath: String(path))) else {
            preconditionFailure("there is no \(path)")
        }
        return [UInt8](data)
    }

    /// The clip's access units in decoding order.
    public var units: [[UInt8]] { Self.all[self] ?? [] }

    /// All of them, taken apart once.
    private static let all = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.read()) })

    private func read() -> [[UInt8]] {
        switch self {
        case .baseline, .high, .large: Self.pictures(bytes) { 1...5 ~= $0 & 0x1F }
        case .h265: Self.pictures(bytes) { $0 >> 1 & 0x3F < 32 }
        case .vp8, .vp9: Self.blocks(bytes)
        // IVF keeps the temporal delimiter, two octets, which ISO BMFF and RTP do not.
        case .av1: Self.blocks(bytes).map { Array($0.dropFirst(2)) }
        case .aac: Self.frames(bytes)
        case .opus: Self.packets(bytes)
        }
    }

    /// NAL units between start codes, put together up to each one that is a picture's.
    private static func pictures(_ bytes: [UInt8], _ isPicture: (UInt8) -> Bool) -> [[UInt8]] {
        var (pictures, picture): ([[UInt8]], [UInt8]) = ([], [])
        for unit in nalUnits(bytes) {
            let size = UInt32(unit.count)
            picture += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } + unit
            guard isPicture(unit[0]) else { continue }
            pictures.append(picture)
            picture = []
        }
        return pictures
    }

    private static func nalUnits(_ bytes: [UInt8]) -> [[UInt8]] {
        let starts = bytes.indices.dropLast(2).filter {
            bytes[$0] == 0 && bytes[$0 + 1] == 0 && bytes[$0 + 2] == 1
        }
        return starts.enumerated().map { index, start in
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            var unit = Array(bytes[(start + 3)..<end])
            while unit.last == 0 { unit.removeLast() }
            return unit
        }
    }

    private static func blocks(_ bytes: [UInt8]) -> [[UInt8]] {
        var (blocks, place): ([[UInt8]], Int) = ([], 32)
        while place < bytes.count {
            let size = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
            blocks.append(Array(bytes[(place + 12)..<(place + 12 + size)]))
            place += 12 + size
        }
        return blocks
    }

    private static func frames(_ bytes: [UInt8]) -> [[UInt8]] {
        var (frames, place): ([[UInt8]], Int) = ([], 0)
        while place < bytes.count {
            let size =
                Int(bytes[place + 3] & 3) << 11 | Int(bytes[place + 4]) << 3 | Int(bytes[place + 5]) >> 5
            frames.append(Array(bytes[(place + 7)..<(place + size)]))
            place += size
        }
        return frames
    }

    private static func packets(_ bytes: [UInt8]) -> [[UInt8]] {
        var (packets, packet, place): ([[UInt8]], [UInt8], Int) = ([], [], 0)
        while place < bytes.count {
            let lacing = bytes[(place + 27)..<(place + 27 + Int(bytes[place + 26]))]
            place += 27 + lacing.count
            for size in lacing {
                packet += bytes[place..<(place + Int(size))]
                place += Int(size)
                guard size < 255 else { continue }
                packets.append(packet)
                packet = []
            }
        }
        // The first two are the heads of the stream.
        return Array(packets.dropFirst(2))
    }
}
