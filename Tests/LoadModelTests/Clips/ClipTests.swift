import Bytes
import RTP
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct ClipTests {
    /// Little-endian octets.
    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// An IVF file of these frames, 30 a second.
    static func ivf(_ name: String, _ frames: [[UInt8]]) -> [UInt8] {
        var file = Array("DKIF".utf8) + little(0, 2) + little(32, 2) + Array(name.utf8)
        file +=
            little(640, 2) + little(360, 2) + little(30, 4) + little(1, 4) + little(frames.count, 4)
            + little(0, 4)
        for (index, frame) in frames.enumerated() {
            file += little(frame.count, 4) + little(index, 8) + frame
        }
        return file
    }

    /// An Ogg file of packets, each in a page of its own.
    private static func ogg(_ packets: [[UInt8]]) -> [UInt8] {
        let headers: [[UInt8]] = [Array("OpusHead12345678901".utf8), Array("OpusTags".utf8)]
        var file: [UInt8] = []
        for packet in headers + packets {
            file += Array("OggS".utf8)
            file += [UInt8](repeating: 0, count: 22)
            file.append(UInt8(packet.count / 255 + 1))
            file += [UInt8](repeating: 255, count: packet.count / 255)
            file.append(UInt8(packet.count % 255))
            file += packet
        }
        return file
    }

    private static let vp8 = ivf(
        "VP80",
        (0..<30).map { index in
            var frame = (0..<1500).map { UInt8(truncatingIfNeeded: $0 * 7 + index * 13) }
            frame[0] = index == 0 ? 0x10 : 0x11
            return frame
        })
    private static let opus = ogg((0..<50).map { [0x78] + Array(repeating: UInt8($0), count: 300) })
    /// Two pictures: parameters, SEI and IDR, and then a delimiter and two slices of one picture.
    private static let h264: [UInt8] =
        [0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 3, 0, 0, 1, 0x06, 9, 9, 0x80, 0, 0, 1, 0x65, 0x88, 1]
        + [0, 0, 0, 1, 0x09, 0x30, 0, 0, 1, 0x41, 0x9A, 2, 0, 0, 0, 1, 0x41, 0x12, 3]

    @Test("an IVF file gives its frames with their times")
    func readsIVF() throws {
        let clip = try Clip(file: Self.vp8)
        #expect(clip.codec == .vp8 && clip.frameCount == 30)
        #expect(clip.packetCount == 60)
        #expect(clip.times.prefix(3) == [0, 3000, 6000] && clip.ticks == 90_000)
        #expect(clip.packets.count { $0.markOffset != nil } == 30)
    }

    @Test("an Ogg file gives its packets, also those that need several segments")
    func readsOgg() throws {
        let clip = try Clip(file: Self.opus)
        #expect(clip.codec == .opus && clip.frameCount == 50 && clip.packetCount == 50)
        #expect(clip.duration == .seconds(1))
    }

    @Test("a byte stream is cut where pictures begin, delimiters left out")
    func readsAnnexB() {
        let frames = AnnexBStream.read(Self.h264.bytes, .h264, framesPerSecond: 25)
        #expect(frames.count == 2 && frames.map(\.isKeyframe) == [true, false])
        #expect(frames[1].time == 3600)
        #expect(frames[1].bytes == [0, 0, 0, 3, 0x41, 0x9A, 2, 0, 0, 0, 3, 0x41, 0x12, 3])
    }

    @Test("what precedes the first keyframe is left out")
    func keyframeFirst() throws {
        let frames = [[0x11, 1], [0x10, 2], [0x11, 3]] as [[UInt8]]
        #expect(try Clip(file: Self.ivf("VP80", frames)).frameCount == 2)
        #expect(throws: ClipError.noKeyframe) { try Clip(file: Self.ivf("VP80", [[0x11, 1]])) }
    }

    @Test("what is no clip is refused with the reason")
    func refused() {
        #expect(throws: ClipError.unknownFormat) { try Clip(file: Array("RIFF and so on".utf8)) }
        #expect(throws: ClipError.unknownCodec("H264")) { try Clip(file: Self.ivf("H264", [])) }
        #expect(throws: ClipError.damaged(at: 6)) { try Clip(file: Array("DKIF12".utf8)) }
        #expect(throws: ClipError.unknownFormat) { try Clip(file: []) }
    }

    @Test("damaged and cut files are read or refused")
    func mutations() {
        for sample in [Self.vp8, Self.opus, Self.h264, SampleFile.h265.bytes] {
            for length in stride(from: 0, to: sample.count, by: max(1, sample.count / 300)) {
                _ = try? Clip(file: Array(sample.prefix(length)))
            }
        }
        let small = [
            Self.ivf("VP90", [[0x82, 1, 2], [0x86, 3]]),
            Self.ivf("AV01", [[0x12, 0, 0x0A, 1, 5, 0x32, 1, 1]]),
        ]
        let short = Self.ogg([[0x78, 1, 2], [0x7B, 0x83, 1, 1, 1]])
        for file in Mutations(of: small + [short, Self.h264, SampleFile.h265.bytes]) {
            _ = try? Clip(file: file)
        }
    }

    /// What a player sends in so many milliseconds, into a tracker: the frames that come of it.
    private static func play(_ file: [UInt8], milliseconds: Int64) throws -> (
        frames: [TrackedFrame], departures: [ClipPlayer.Departure], marks: Int
    ) {
        let clip = try Clip(file: file)
        let sent = SentPayloads(of: clip)
        var player = ClipPlayer(clip, timestamp: RTPTimestamp(.max - 1000), at: .zero)
        var tracker = FrameTracker(clip.codec)
        var (frames, departures, place, marks) = ([TrackedFrame](), [ClipPlayer.Departure](), Int64(0), 0)
        let end = Instant(nanoseconds: milliseconds * 1_000_000)
        while let now = player.nextDeadline, now < end {
            guard let departure = player.next(at: now) else { break }
            var payload: [UInt8] = []
            player.appendPayload(
                of: departure, markedAt: WallClock(nanoseconds: now.nanoseconds), to: &payload)
            let isSent = sent.contains(payload.bytes)
            #expect(isSent)
            if TimeMark.find(in: payload.bytes, clip.codec)?.time.nanoseconds == now.nanoseconds {
                marks += 1
            }
            let packet = TestTrack.Packet(
                timestamp: departure.timestamp.value, isMarked: departure.isMarked, payload: payload)
            TestTrack.give(packet, at: place, to: &tracker, now)
            place += 1
            departures.append(departure)
            while let frame = tracker.nextFrame(at: now) { frames.append(frame) }
        }
        return (frames, departures, marks)
    }

    @Test("a clip goes on from turn to turn: times, timestamps and picture numbers")
    func loops() throws {
        let (frames, departures, marks) = try Self.play(Self.vp8, milliseconds: 10_000)
        #expect(frames.count == 300 && frames.areDecodable && marks == 300)
        #expect(frames.count { $0.isKeyframe } == 10)
        #expect(departures.last?.captured == Instant(nanoseconds: 9_966_666_666))
        let steps = zip(frames, frames.dropFirst()).map { $1.timestamp.distance(from: $0.timestamp) }
        #expect(steps.allSatisfy { $0 == 3000 })
    }

    @Test("H.265 is told from H.264, cut where pictures begin, and followed")
    func h265() throws {
        let file = SampleFile.h265
        let clip = try Clip(file: file.bytes)
        #expect(clip.codec == .h265 && clip.frameCount == file.units.count)
        let turns = 3
        let length = Int64(clip.duration.seconds * 1000)
        let (frames, _, _) = try Self.play(file.bytes, milliseconds: length * Int64(turns))
        #expect(frames.count == turns * clip.frameCount && frames.areDecodable)
        #expect(frames.count { $0.isKeyframe } >= turns)
    }

    @Test("sounds go on in the same way")
    func loopsSound() throws {
        let (frames, _, marks) = try Self.play(Self.opus, milliseconds: 5000)
        #expect(frames.count == 250 && marks == 250)
    }

    @Test("a payload that was changed on the way is not among those that were sent")
    func changed() throws {
        let clip = try Clip(file: Self.vp8)
        let sent = SentPayloads(of: clip)
        var payload = Array(clip.bytes[clip.packets[0].range])
        let isThere = sent.contains(payload.bytes)
        payload[100] ^= 1
        let isThereChanged = sent.contains(payload.bytes)
        #expect(isThere && !isThereChanged)
    }

    @Test("a recipe's name and ffmpeg's arguments say the same")
    func recipe() {
        let recipe = ClipRecipe(.vp8, width: 320, height: 180, framesPerSecond: 10, kilobitsPerSecond: 150)
        #expect(recipe.fileName == "vp8-320x180-10fps-150k-10s-key2s.ivf")
        #expect(recipe.arguments.contains("testsrc2=size=320x180:rate=10"))
        #expect(ClipRecipe(.h265).fileName == "h265-640x360-30fps-1000k-10s-key2s.h265")
        #expect(ClipRecipe(.opus, packetMilliseconds: 60).fileName == "opus-32k-60ms-10s.ogg")
    }
}
