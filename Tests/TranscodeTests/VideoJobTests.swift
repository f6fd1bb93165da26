import Bytes
import CodecBridge
import Foundation
import MP4
import Media
import Programs
import Simulation
import Testing
import Timing
import Transcode

/// H.264 that is made of other codecs, looked at with another program.
@Suite struct VideoJobTests {
    /// How long a picture is, in ticks, and when the first is shown.
    private static let frame: Int64 = 3000, start: Int64 = 900_000

    /// A clock that each look at it sets forward.
    private final class SlowClock {
        var step = Duration.zero
        private var now = Instant.zero

        func look() -> Instant {
            now = now.advanced(by: step)
            return now
        }
    }

    /// What a transcoder says to all of this, taking so long for each step.
    private func say(_ messages: [BridgeMessage], step: Duration = .zero) -> [BridgeMessage] {
        let clock = SlowClock()
        clock.step = step
        var transcoder = Transcoder(clock: clock.look)
        var answers: [BridgeMessage] = []
        for message in [.order(.video(frameRate: 30_000, longest: 18_000))] + messages + [.end] {
            transcoder.handle(message)
            while let answer = transcoder.pollMessage() { answers.append(answer) }
        }
        return answers
    }

    /// The format of units, and the units as the bridge has them, each a frame later than the one before.
    private func stream(_ units: [[UInt8]], _ codec: Codec, from start: Int64 = start) throws
        -> [BridgeMessage]
    {
        var tracker = FormatTracker(codec)
        let messages = units.enumerated().compactMap { index, bytes -> BridgeMessage? in
            var unit = AccessUnit(bytes, decodeTime: start + Int64(index) * Self.frame)
            return tracker.prepare(&unit) ? .unit(unit) : nil
        }
        return [.format(BridgeFormat(try #require(tracker.configuration)))] + messages
    }

    /// VP8 of three seconds that count, with a keyframe each second, by ffmpeg.
    private func counting(_ size: String, seconds: Int = 3) throws -> [[UInt8]] {
        let outcome = try Program.run([
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=\(size):rate=30:duration=\(seconds)",
            "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M", "-g", "30",
            "-auto-alt-ref", "0", "-f", "ivf", "-",
        ])
        let file = ByteSlice([UInt8](outcome.output))
        var reader = ByteReader(file.bytes)
        _ = reader.skip(32)
        var units: [[UInt8]] = []
        while let size = reader.read(4), reader.skip(8) {
            let count = (0..<4).reduce(0) { $0 | Int([UInt8](size)[$1]) << (8 * $1) }
            guard let unit = reader.read(count) else { break }
            units.append([UInt8](unit))
        }
        try #require(units.count == seconds * 30)
        return units
    }

    /// The units among what was said, with what they are.
    private func units(_ answers: [BridgeMessage]) throws -> [(unit: AccessUnit, what: H264Configuration)] {
        var units: [(unit: AccessUnit, what: H264Configuration)] = []
        var what: H264Configuration?
        for answer in answers {
            switch answer {
            case .format(let format):
                #expect(format.codec == .h264)
                what = H264Configuration(record: format.record.bytes)
            case .unit(let unit): units.append((unit, try #require(what)))
            case .paced: break
            default: Issue.record("\(answer)")
            }
        }
        return units
    }

    /// The pictures that ffmpeg decodes of units of one configuration, in grey, or what it complains of.
    private func decoded(_ units: [(unit: AccessUnit, what: H264Configuration)]) throws -> [UInt8] {
        let first = try #require(units.first)
        let track = Track(id: 1, timescale: 90_000, configuration: .h264(first.what))
        let run = Run(
            track: 1, decodeTime: UInt64(first.unit.decodeTime),
            samples: units.map { Sample($0.unit.bytes, duration: UInt32(Self.frame), isSync: $0.unit.isSync) }
        )
        let bytes =
            InitializationSegment.bytes(for: [track])
            + Fragment(sequence: 1, runs: [run], beginsSegment: true, reference: nil).bytes
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mp4")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Program.run([
            "ffmpeg", "-v", "warning", "-i", file.path, "-fps_mode", "passthrough", "-pix_fmt", "gray", "-f",
            "rawvideo", "-",
        ])
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        return [UInt8](outcome.output)
    }

    @Test("every picture of VP8 comes back at its time, keyframes as keyframes, as players are told before")
    func made() throws {
        let source = try counting("640x360")
        let made = try units(say(try stream(source, .vp8)))
        #expect(made.map(\.unit.decodeTime) == (0..<90).map { Self.start + Int64($0) * Self.frame })
        #expect(made.indices.filter { made[$0].unit.isSync } == [0, 30, 60])
        let size = try #require(PictureSize(width: 640, height: 360))
        let target = try #require(H264Target(of: size, frameRate: 30_000))
        let what = try #require(made.first).what
        #expect(made.allSatisfy { $0.what == what && $0.unit.compositionOffset == 0 })
        #expect(what.codecString == target.codecString && what.pictureSize == size)
        let bits = made.reduce(0) { $0 + $1.unit.bytes.count * 8 } / 3
        #expect(bits < target.bitsPerSecond && bits > 50_000, "\(bits)")
        // What is seen is what was sent.
        let grey = try decoded(made)
        try #require(grey.count == 90 * 640 * 360)
        let original = try Program.run([
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=640x360:rate=30:duration=3",
            "-pix_fmt",
            "gray", "-f", "rawvideo", "-",
        ])
        let sent = [UInt8](original.output)
        for frame in stride(from: 0, to: 90, by: 7) {
            let range = frame * 640 * 360..<(frame + 1) * 640 * 360
            let error = zip(grey[range], sent[range]).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            #expect(error / range.count < 6, "\(frame): \(error / range.count)")
        }
    }

    @Test(
        "other codecs become H.264, too", arguments: [SampleFile.vp8, .vp9, .av1], [Codec.vp8, .vp9, .av1])
    func codecs(file: SampleFile, codec: Codec) throws {
        guard file.rawValue.hasPrefix(codec.rawValue) else { return }
        let made = try units(say(try stream(file.units, codec)))
        #expect(made.count == file.units.count && made.first?.unit.isSync == true)
        #expect(try !decoded(made).isEmpty)
    }

    @Test(
        "pictures of another size are of another configuration, from a keyframe on; odd ones lose a row and a column"
    )
    func sizes() throws {
        let small = try counting("321x181", seconds: 1), large = try counting("640x360", seconds: 1)
        let messages =
            try stream(small, .vp8)
            + stream(large, .vp8, from: Self.start + 30 * Self.frame).dropFirst()
        let made = try units(say(messages))
        #expect(made.count == 60)
        let sizes = made.map(\.what.pictureSize)
        #expect(sizes[29] == PictureSize(width: 320, height: 180) && sizes[0] == sizes[29])
        #expect(sizes[30] == PictureSize(width: 640, height: 360) && sizes[30] == sizes[59])
        #expect(made[30].unit.isSync)
        #expect(try decoded(Array(made[..<30])).count == 30 * 320 * 180)
        #expect(try decoded(Array(made[30...])).count == 30 * 640 * 360)
    }

    @Test("one that takes too long says of how many pictures it encodes one, and keeps keyframes and times")
    func slow() throws {
        let answers = say(try stream(try counting("160x90", seconds: 6), .vp8), step: .milliseconds(20))
        let paces = answers.compactMap { answer -> (Int, Int)? in
            guard case .paced(let divisor, let leftOut) = answer else { return nil }
            return (divisor, leftOut)
        }
        #expect(paces.first?.0 == 2 && paces.last?.0 == 4, "\(paces)")
        let made = try units(answers)
        #expect(made.count { $0.unit.isSync } == 6)
        #expect(made.count < 120 && made.count > 45, "\(made.count)")
        #expect(paces.reduce(0) { $0 + $1.1 } >= 180 - made.count - 30)
        #expect(made.allSatisfy { ($0.unit.decodeTime - Self.start) % Self.frame == 0 })
        #expect(try decoded(made).count == made.count * 160 * 90)
    }

    @Test("times that go back, and damaged units, end nothing")
    func damaged() throws {
        let units = SampleFile.vp8.units
        let back =
            try stream(units, .vp8) + stream(units, .vp8, from: 0).dropFirst()
            + stream(units, .vp8).dropFirst()
        #expect(try self.units(say(back)).count == 3 * units.count)
        for (file, codec) in [(SampleFile.vp8, Codec.vp8), (.vp9, .vp9)] {
            var time: Int64 = 0
            let mutated = Mutations(of: file.units, count: Mutations.usualCount / 20).map { bytes in
                time += Self.frame
                return BridgeMessage.unit(AccessUnit(bytes, decodeTime: time, isSync: time % 30_000 == 0))
            }
            _ = say([.format(BridgeFormat(codec))] + mutated)
        }
        for time in [.max, .min] as [Int64] {
            let answers = say([.format(BridgeFormat(.vp8)), .unit(AccessUnit(units[0], decodeTime: time))])
            guard case .trouble? = answers.first else {
                Issue.record("\(answers)")
                return
            }
        }
        for format in [BridgeFormat(.opus), BridgeFormat(.h264)] {
            guard case .trouble? = say([.format(format)]).first else {
                Issue.record("\(format.codec) becomes H.264")
                return
            }
        }
    }
}
