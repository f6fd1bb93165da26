import Bytes
import CodecBridge
import Foundation
import MP4
import Media
import Programs
import Simulation
import Testing
import Transcode

/// AAC that is made of Opus, listened to with another program.
@Suite struct SoundJobTests {
    private static let rate = 48_000
    /// How long a packet of Opus is, in ticks.
    private static let packet: Int64 = 960

    /// What a transcoder says to all of this.
    private func say(_ units: [AccessUnit], bitsPerSecond: Int = 128_000) -> [BridgeMessage] {
        var transcoder = Transcoder()
        var answers: [BridgeMessage] = []
        let messages: [BridgeMessage] =
            [.order(.sound(bitsPerSecond: bitsPerSecond)), .format(BridgeFormat(.opus, record: [2]))]
            + units.map { .unit($0) }
        for message in messages + [.end] {
            transcoder.handle(message)
            while let answer = transcoder.pollMessage() { answers.append(answer) }
        }
        return answers
    }

    /// The units of AAC among what was said, and how they are configured.
    private func sound(_ answers: [BridgeMessage]) -> (units: [AccessUnit], formats: [BridgeFormat]) {
        var (units, formats): ([AccessUnit], [BridgeFormat]) = ([], [])
        for answer in answers {
            switch answer {
            case .unit(let unit): units.append(unit)
            case .format(let format): formats.append(format)
            default: Issue.record("\(answer)")
            }
        }
        return (units, formats)
    }

    /// Units of Opus from a moment on, in ticks: three seconds with a beep of a tenth at each half second, by ffmpeg.
    private func beeps(from start: Int64 = 0) throws -> [AccessUnit] {
        let outcome = try Program.run([
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i",
            "aevalsrc='if(between(mod(t,1),0.5,0.6),0.8*sin(2*PI*1000*t),0)':sample_rate=48000:duration=3",
            "-ac", "2", "-c:a", "libopus", "-b:a", "96k", "-f", "mp4",
            "-movflags", "empty_moov+default_base_moof+frag_keyframe", "-",
        ])
        let file = ByteSlice([UInt8](outcome.output))
        let fragments = ReadFragment.all(in: file.bytes)
        var units: [AccessUnit] = []
        for fragment in fragments {
            for run in fragment.runs {
                var place = fragment.range.lowerBound + Int(run.dataOffset)
                for sample in run.samples {
                    let bytes = [UInt8](file.bytes.extracting(place..<place + Int(sample.byteCount)))
                    units.append(
                        AccessUnit(
                            bytes, decodeTime: start + Int64(units.count) * Self.packet, duration: Self.packet
                        ))
                    place += Int(sample.byteCount)
                }
            }
        }
        try #require(units.count > 140)
        return units
    }

    /// When beeps begin, in seconds, by what ffmpeg decodes of units.
    private func onsets(of units: [AccessUnit], _ format: BridgeFormat) throws -> [Double] {
        let configuration = try #require(AACConfiguration(record: format.record))
        let track = Track(id: 1, timescale: UInt32(Self.rate), configuration: .aac(configuration))
        let first = try #require(units.first)
        let run = Run(
            track: 1, decodeTime: UInt64(first.decodeTime),
            samples: units.map { Sample($0.bytes, duration: 1024) })
        let bytes =
            InitializationSegment.bytes(for: [track])
            + Fragment(sequence: 1, runs: [run], beginsSegment: true, reference: nil).bytes
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).mp4")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Program.run([
            "ffmpeg", "-v", "warning", "-i", file.path, "-ac", "1", "-f", "s16le", "-",
        ])
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        let octets = [UInt8](outcome.output)
        var onsets: [Double] = []
        var lastLoud = -Self.rate
        for index in 0..<octets.count / 2 {
            let sample = Int16(bitPattern: UInt16(octets[2 * index]) | UInt16(octets[2 * index + 1]) << 8)
            guard sample.magnitude > 6000 else { continue }
            if index - lastLoud > Self.rate / 4 {
                onsets.append(Double(Int(first.decodeTime) + index) / Double(Self.rate))
            }
            lastLoud = index
        }
        return onsets
    }

    @Test("what is heard of a unit is heard when it was before, to a few milliseconds")
    func inStep() throws {
        let (units, formats) = sound(say(try beeps(from: 480_000)))
        let format = try #require(formats.first)
        #expect(formats.count == 1 && AACConfiguration(record: format.record)?.objectType == 2)
        for (earlier, later) in zip(units, units.dropFirst()) {
            #expect(later.decodeTime - earlier.decodeTime == 1024)
        }
        #expect(units.allSatisfy { $0.duration == 1024 && $0.isSync })
        let onsets = try onsets(of: units, format)
        #expect(onsets.count == 3)
        for (onset, meant) in zip(onsets, [10.5, 11.5, 12.5]) {
            // An encoder of Opus looks 6.5 ms ahead, which nobody takes off in a live stream.
            #expect(abs(onset - meant - 0.0065) < 0.004, "\(onsets)")
        }
    }

    @Test("what is missing is silence, and what follows is in its place")
    func gap() throws {
        var units = try beeps(from: 480_000)
        units.removeSubrange(40..<60)
        let (aac, formats) = sound(say(units))
        let onsets = try onsets(of: aac, try #require(formats.first))
        #expect(onsets.count == 3 && onsets.last.map { abs($0 - 12.5065) < 0.004 } == true, "\(onsets)")
        for (earlier, later) in zip(aac, aac.dropFirst()) {
            #expect(later.decodeTime - earlier.decodeTime == 1024)
        }
    }

    @Test("a clock that runs a little fast is followed")
    func drift() throws {
        var units = try beeps(from: 480_000)
        // Two ticks a packet: a hundred times what clocks are off.
        for index in units.indices { units[index].decodeTime += Int64(index) * 2 }
        let (aac, formats) = sound(say(units))
        let onsets = try onsets(of: aac, try #require(formats.first))
        // 125 packets later it is 250 ticks late.
        #expect(onsets.last.map { abs($0 - 12.5065 - 250.0 / 48_000) < 0.009 } == true, "\(onsets)")
    }

    @Test("after a long pause, or a jump back, encoding begins anew at the new time")
    func jump() throws {
        let units = try beeps(from: 480_000)
        for shift in [10 * 48_000, -5 * 48_000] as [Int64] {
            let moved = units.suffix(50).map { unit in
                var unit = unit
                unit.decodeTime += shift
                return unit
            }
            let answers = say(Array(units.prefix(50)) + moved)
            let (aac, formats) = sound(answers)
            #expect(formats.count == 2)
            let first = try #require(moved.first).decodeTime
            #expect(aac.contains { $0.decodeTime == first - 1024 })
        }
    }

    @Test("no damaged packet ends the process, and other codecs are refused")
    func damaged() throws {
        let packets = SampleFile.opus.units
        var time: Int64 = 0
        let units = Mutations(of: packets, count: Mutations.usualCount / 10).map { bytes in
            time += Self.packet
            return AccessUnit(bytes, decodeTime: time, duration: Self.packet)
        }
        #expect(!say(units).isEmpty)
        for time in [.max, .min, 0] as [Int64] {
            #expect(!say([AccessUnit(packets[0], decodeTime: time), AccessUnit([], decodeTime: 0)]).isEmpty)
        }
        var transcoder = Transcoder()
        transcoder.handle(.order(.sound(bitsPerSecond: 128_000)))
        transcoder.handle(.format(BridgeFormat(.h264)))
        guard case .trouble? = transcoder.pollMessage() else {
            Issue.record("H.264 is no sound")
            return
        }
    }
}
