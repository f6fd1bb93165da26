import Bytes
import Media
import Simulation

@testable import MPEGTS

/// Streams to take apart, and what comes out of one.
enum Stream {
    /// Ticks of a picture, and of a piece of AAC at 48 kHz.
    static let picture: Int64 = 3_000, sound: Int64 = 1_920

    static let aac = AACConfiguration(sampleRate: 48_000, channelCount: 2).map { CodecConfiguration.aac($0) }
    static let opus = CodecConfiguration.opus(OpusConfiguration(channelCount: 2))

    static func configuration(of codec: Codec, _ file: SampleFile) -> CodecConfiguration? {
        var tracker = FormatTracker(codec)
        for bytes in file.units {
            var unit = AccessUnit(bytes, decodeTime: 0)
            _ = tracker.prepare(&unit)
        }
        return tracker.configuration
    }

    /// So many pictures of a clip, its end followed by its beginning, as they come out of a stream.
    static func pictures(_ codec: Codec, _ file: SampleFile, count: Int, from start: Int64 = 0)
        -> [StreamUnit]
    {
        guard let configuration = configuration(of: codec, file) else { return [] }
        var tracker = FormatTracker(codec)
        return (0..<count).map { index in
            var unit = AccessUnit(file.units[index % file.units.count], decodeTime: 0)
            _ = tracker.prepare(&unit)
            return StreamUnit(
                codec: codec, configuration: configuration, time: start + Int64(index) * picture,
                compositionTime: Int32(index % 3) * 3_000, isKeyframe: unit.isSync, bytes: unit.bytes)
        }
    }

    /// So many pieces of sound.
    static func sounds(
        _ configuration: CodecConfiguration?, _ file: SampleFile, count: Int, from start: Int64 = 0
    ) -> [StreamUnit] {
        guard let configuration else { return [] }
        let step = configuration.codec == .opus ? 1_800 : sound
        return (0..<count).map { index in
            StreamUnit(
                codec: configuration.codec, configuration: configuration, time: start + Int64(index) * step,
                compositionTime: 0, isKeyframe: true, bytes: file.units[index % file.units.count])
        }
    }

    /// H.264 and AAC of a second, in order of their times.
    static func usual(from start: Int64 = 0) -> [StreamUnit] {
        let all =
            pictures(.h264, .baseline, count: 30, from: start) + sounds(aac, .aac, count: 46, from: start)
        return all.sorted { $0.time < $1.time }
    }

    /// Units as a stream.
    static func bytes(_ units: [StreamUnit], program: UInt16 = 1) -> [UInt8] {
        var multiplexer = Multiplexer(
            video: units.first { $0.codec.isVideo }?.configuration,
            audio: units.first { !$0.codec.isVideo }?.configuration, program: program)
        return units.reduce(into: []) { multiplexer.write($1, into: &$0) }
    }

    /// The packets of a stream.
    static func packets(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: 188).map { Array(bytes[$0..<min($0 + 188, bytes.count)]) }
    }
}

/// A demultiplexer and what came out of it.
struct Taken {
    var demultiplexer: Demultiplexer
    var units: [StreamUnit] = []
    var described: [[Bool]] = []
    var fault: TransportFault?

    /// Gives it a stream in pieces of a size.
    init(_ bytes: [UInt8], program: UInt16? = nil, piece: Int = 1316) {
        demultiplexer = Demultiplexer(program: program)
        for start in stride(from: 0, to: bytes.count, by: piece) {
            take(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        demultiplexer.handleEnd()
        drain()
    }

    /// When units come, without what the multiplexer adds.
    func times(isVideo: Bool) -> [Int64] {
        units.filter { $0.codec.isVideo == isVideo }.map { $0.time - 90_000 }
    }

    private mutating func take(_ bytes: [UInt8]) {
        guard fault == nil else { return }
        do throws(TransportFault) {
            try demultiplexer.handle(bytes.bytes)
        } catch {
            fault = error
        }
        drain()
    }

    private mutating func drain() {
        while let output = demultiplexer.pollOutput() {
            switch output {
            case .described(let video, let audio): described.append([video, audio])
            case .unit(let unit): units.append(unit)
            }
        }
    }
}
