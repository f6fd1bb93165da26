internal import Bytes
public import Media

/// Makes a transport stream of one program out of units.
///
/// The tables come in front of each keyframe, and ten times a second; the program clock with each unit of the pictures, or
/// of the sound where there are none. It runs `lead` before what is decoded, which is what a receiver must hold.
public struct Multiplexer: Sendable {
    /// The pictures, and the sound.
    private let video: CodecConfiguration?, audio: CodecConfiguration?
    /// The program's number.
    let program: UInt16
    /// The counts of packets by PID.
    private var counts: [UInt16: UInt8] = [:]
    /// When the tables came last.
    private var tablesAt: Int64?

    /// PIDs, which begin with those that a program's number gives.
    var mapPID: UInt16 { 0x1000 + program }
    var videoPID: UInt16 { 0x100 + program * 16 }
    var audioPID: UInt16 { videoPID + 1 }
    /// What the clock is before the times, and what is added to both.
    private static let lead: Int64 = 9_000
    private static let origin: Int64 = 90_000
    /// How often tables come.
    private static let tableInterval: Int64 = 9_000

    /// A stream of these, of which each is H.264, H.265, AAC or Opus. Programs have numbers from 1 to 14.
    public init(video: CodecConfiguration?, audio: CodecConfiguration?, program: UInt16 = 1) {
        (self.video, self.audio, self.program) = (video, audio, min(max(program, 1), 14))
    }

    /// Whether units of a codec can be written.
    public static func takes(_ codec: Codec) -> Bool { [.h264, .h265, .aac, .opus].contains(codec) }

    /// Writes a unit, with what has to be in front of it.
    public mutating func write(_ unit: StreamUnit, into bytes: inout [UInt8]) {
        let isVideo = unit.codec.isVideo
        let isDue = tablesAt.map { unit.time - $0 >= Self.tableInterval } ?? true
        if isDue || isVideo && unit.isKeyframe {
            tablesAt = unit.time
            writeTables(into: &bytes)
        }
        guard let payload = payload(of: unit) else { return }
        let decoded = unit.time + Self.origin
        var packet: [UInt8] = [0, 0, 1, isVideo ? 0xE0 : unit.codec == .opus ? 0xBD : 0xC0]
        let shown = decoded + Int64(unit.compositionTime)
        let times =
            shown == decoded
            ? Self.time(shown, mark: 2) : Self.time(shown, mark: 3) + Self.time(decoded, mark: 1)
        let length = 3 + times.count + payload.count
        // Pictures tell none, as encoders have it.
        packet.append(bigEndian: isVideo ? 0 : UInt16(exactly: length) ?? 0)
        packet += [0x84, shown == decoded ? 0x80 : 0xC0, UInt8(times.count)] + times + payload
        let clock = isVideo || video == nil ? decoded - Self.lead : nil
        writePackets(
            packet, isVideo ? videoPID : audioPID, clock: clock, isRandom: unit.isKeyframe, into: &bytes)
    }

    /// Writes the PAT, and the map.
    mutating func writeTables(into bytes: inout [UInt8], programs: [(UInt16, UInt16)]? = nil) {
        var table: [UInt8] = []
        for (program, pid) in programs ?? [(program, mapPID)] {
            table.append(bigEndian: program)
            table.append(bigEndian: 0xE000 | pid)
        }
        writePackets([0] + TableSection.written(0, number: 1, contents: table), 0, into: &bytes)
        writeMap(into: &bytes)
    }

    /// Writes the PMT.
    mutating func writeMap(into bytes: inout [UInt8]) {
        var map: [UInt8] = []
        map.append(bigEndian: 0xE000 | (video == nil ? audioPID : videoPID))
        map += [0xF0, 0]
        if let video { Self.append(video, videoPID, to: &map) }
        if let audio { Self.append(audio, audioPID, to: &map) }
        writePackets([0] + TableSection.written(2, number: program, contents: map), mapPID, into: &bytes)
    }

    private static func append(_ configuration: CodecConfiguration, _ pid: UInt16, to map: inout [UInt8]) {
        let (type, descriptors): (UInt8, [UInt8]) =
            switch configuration {
            case .h264: (0x1B, [])
            case .h265: (0x24, [5, 4] + Array("HEVC".utf8))
            case .opus(let opus):
                (0x06, [5, 4] + Array("Opus".utf8) + [0x7F, 2, 0x80, UInt8(opus.channelCount)])
            default: (0x0F, [])
            }
        map.append(type)
        map.append(bigEndian: 0xE000 | pid)
        map.append(bigEndian: 0xF000 | UInt16(descriptors.count))
        map += descriptors
    }

    /// What a unit is as it stands in a PES packet; `nil` for what cannot be told.
    private func payload(of unit: StreamUnit) -> [UInt8]? {
        switch unit.configuration {
        case .h264, .h265:
            let delimiter: [UInt8] =
                unit.codec == .h264 ? [0, 0, 0, 1, 9, 0xF0] : [0, 0, 0, 1, 0x46, 1, 0x50]
            let sets = unit.isKeyframe ? unit.configuration.parameterUnits : []
            return delimiter + ByteStream.written(sets.bytes) + ByteStream.written(unit.bytes.bytes)
        case .aac(let aac):
            return ADTSHeader.written(aac, byteCount: unit.bytes.count).map { $0 + unit.bytes }
        case .opus: return OpusControlHeader.written(byteCount: unit.bytes.count) + unit.bytes
        default: return nil
        }
    }

    /// A time in five octets, with four bits in front that say which it is.
    private static func time(_ time: Int64, mark: UInt8) -> [UInt8] {
        let ticks = UInt64(truncatingIfNeeded: time) & 0x1_FFFF_FFFF
        let (high, middle, low) = (ticks >> 30, ticks >> 15 & 0x7FFF, ticks & 0x7FFF)
        return [
            mark << 4 | UInt8(high) << 1 | 1, UInt8(middle >> 7), UInt8(middle & 0x7F) << 1 | 1,
            UInt8(low >> 7),
            UInt8(low & 0x7F) << 1 | 1,
        ]
    }

    /// Cuts a section or PES packet into packets; the last is filled up.
    mutating func writePackets(
        _ unit: [UInt8], _ pid: UInt16, clock: Int64? = nil, isRandom: Bool = false, into bytes: inout [UInt8]
    ) {
        var place = 0
        while place < unit.count {
            let isFirst = place == 0
            var field: [UInt8] = []
            if isFirst, clock != nil || isRandom {
                field = [(isRandom ? 0x40 : 0) | (clock == nil ? 0 : 0x10)]
                if let clock {
                    let base = UInt64(truncatingIfNeeded: clock) & 0x1_FFFF_FFFF
                    field.append(bigEndian: UInt32(base >> 1))
                    field += [UInt8(base & 1) << 7 | 0x7E, 0]
                }
            }
            let room = 184 - (field.isEmpty ? 0 : field.count + 1)
            let count = min(room, unit.count - place)
            if count < room { Self.fill(&field, by: room - count) }
            let next = counts[pid] ?? 0
            counts[pid] = (next + 1) & 0x0F
            let hasField = count < 184
            bytes += [
                0x47, (isFirst ? 0x40 : 0) | UInt8(pid >> 8), UInt8(pid & 0xFF),
                (hasField ? 0x30 : 0x10) | next,
            ]
            if hasField { bytes += [UInt8(field.count)] + field }
            bytes += unit[place..<place + count]
            place += count
        }
    }

    /// Makes an adaptation field longer, by so many octets of a packet: its length alone is one, its flags another.
    private static func fill(_ field: inout [UInt8], by count: Int) {
        var left = count
        if field.isEmpty {
            left -= 1
            guard left > 0 else { return }
            field.append(0)
            left -= 1
        }
        field += [UInt8](repeating: 0xFF, count: left)
    }
}
