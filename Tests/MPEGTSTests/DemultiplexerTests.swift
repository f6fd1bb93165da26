import Bytes
import Foundation
import Media
import Simulation
import Testing

@testable import MPEGTS

/// Whole streams, good ones and others.
@Suite struct DemultiplexerTests {
    /// What a unit is but for when.
    private static func contents(_ units: [StreamUnit], isVideo: Bool) -> [[UInt8]] {
        units.filter { $0.codec.isVideo == isVideo }.map(\.bytes)
    }

    /// What ffmpeg wrote; Tests/Vectors/MPEGTS/README.md says how.
    private static func vector(_ name: String) throws -> [UInt8] {
        let folder = #filePath.dropLast("MPEGTSTests/DemultiplexerTests.swift".count)
        return [UInt8](try Data(contentsOf: URL(filePath: String(folder) + "Vectors/MPEGTS/" + name)))
    }

    @Test("what ffmpeg writes comes out as it went in")
    func ffmpeg() throws {
        let taken = Taken(try Self.vector("h264-aac.ts"))
        let pictures = taken.units.filter { $0.codec == .h264 },
            sounds = taken.units.filter { $0.codec == .aac }
        #expect(taken.fault == nil && taken.described == [[true, true]])
        #expect(pictures.count == 10 && pictures.filter(\.isKeyframe).count == 2)
        // Two of three pictures are B-frames: the order of decoding is not that of showing.
        #expect(Set(pictures.map { $0.time + Int64($0.compositionTime) }).count == 10)
        #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $1.time - $0.time == 9_000 })
        #expect(pictures.first?.configuration.pictureSize == PictureSize(width: 32, height: 32))
        #expect(sounds.count == 48 && sounds.first?.configuration.codecString == "mp4a.40.2")
        #expect(zip(sounds, sounds.dropFirst()).allSatisfy { 1_919...1_921 ~= $1.time - $0.time })
        #expect(taken.demultiplexer.damage == Demultiplexer.Damage())
    }

    @Test("H.265 and Opus of ffmpeg come out, too")
    func others() throws {
        let taken = Taken(try Self.vector("h265-opus.ts"))
        #expect(taken.units.filter { $0.codec == .h265 }.count == 10 && taken.fault == nil)
        let sounds = taken.units.filter { $0.codec == .opus }
        #expect(50...51 ~= sounds.count && sounds.first?.configuration.channelCount == 2)
        #expect(zip(sounds, sounds.dropFirst()).allSatisfy { $1.time - $0.time == 1_800 })
    }

    @Test(
        "units come out as they went in, in pieces of any size", arguments: [1, 187, 188, 189, 1316, 100_000])
    func pieces(piece: Int) {
        let units = Stream.usual()
        let taken = Taken(Stream.bytes(units), piece: piece)
        for isVideo in [true, false] {
            let wanted = units.filter { $0.codec.isVideo == isVideo }
            #expect(taken.times(isVideo: isVideo) == wanted.map(\.time))
            let found = taken.units.filter { $0.codec.isVideo == isVideo }
            #expect(found.map(\.bytes) == wanted.map(\.bytes))
            #expect(found.map(\.compositionTime) == wanted.map(\.compositionTime))
            #expect(found.map(\.isKeyframe) == wanted.map(\.isKeyframe))
            #expect(found.map(\.configuration) == wanted.map(\.configuration))
        }
        #expect(taken.described == [[true, true]] && taken.fault == nil)
    }

    @Test("H.265 and Opus likewise")
    func roundTrip() {
        let units = Stream.pictures(.h265, .h265, count: 2) + Stream.sounds(Stream.opus, .opus, count: 40)
        let taken = Taken(Stream.bytes(units.sorted { $0.time < $1.time }))
        for isVideo in [true, false] {
            #expect(
                Self.contents(taken.units, isVideo: isVideo) == Self.contents(units, isVideo: isVideo))
        }
    }

    @Test("times go on where 33 bits begin anew")
    func wrap() {
        let start = Int64(1) << 33 - 90_000 - 45_000
        let taken = Taken(Stream.bytes(Stream.usual(from: start)))
        let (pictures, sounds) = (taken.times(isVideo: true), taken.times(isVideo: false))
        #expect(pictures == (0..<30).map { start + Int64($0) * Stream.picture })
        #expect(sounds == (0..<46).map { start + Int64($0) * Stream.sound })
        #expect(taken.demultiplexer.damage.jumps == 0)
    }

    @Test(
        "a source whose clock is set goes on, and its sound stays with its pictures",
        arguments: [-1, 1] as [Int64])
    func jumps(sign: Int64) {
        var bytes = Stream.bytes(Stream.usual(from: 100_000_000))
        bytes += Stream.bytes(Stream.usual(from: 100_000_000 + sign * 50_000_000))
        let taken = Taken(bytes)
        let (pictures, sounds) = (taken.times(isVideo: true), taken.times(isVideo: false))
        #expect(pictures.count == 60 && taken.demultiplexer.damage.jumps == 1)
        #expect(zip(pictures, pictures.dropFirst()).allSatisfy { 1...6_000 ~= $1 - $0 })
        // The second half begins with both at once, as the first did. Of the sound a piece before it may be lost.
        #expect(pictures[30] - pictures[0] == (sounds.last ?? 0) - sounds[45])
    }

    @Test("a unit of which a packet is missing is left out, and a packet that comes twice counts once")
    func gaps() {
        let units = Stream.pictures(.h264, .baseline, count: 20)
        var packets = Stream.packets(Stream.bytes(units))
        // The last packet of the sixth picture.
        let begins = packets.indices.filter { packets[$0][1] == 0x41 && packets[$0][2] == 0x10 }
        packets.remove(at: begins[6] - 1)
        packets.insert(packets[2], at: 3)
        let taken = Taken(packets.flatMap { $0 })
        #expect(taken.units.map(\.time) == units.map { $0.time + 90_000 }.filter { $0 != 90_000 + 15_000 })
        #expect(taken.demultiplexer.damage.gaps == 1)
    }

    @Test("packets are found again behind what is none")
    func resynchronised() {
        let packets = Stream.packets(Stream.bytes(Stream.pictures(.h264, .baseline, count: 20)))
        var generator = SeededGenerator(seed: 3)
        let half = packets.count / 2
        let bytes = packets[..<half].flatMap { $0 } + generator.bytes(5_000) + packets[half...].flatMap { $0 }
        let taken = Taken(bytes)
        #expect(taken.units.count >= 18 && taken.fault == nil)
        #expect(4_000...5_400 ~= taken.demultiplexer.damage.skippedBytes)
    }

    @Test("octets in which there are no packets are not read for long")
    func garbage() {
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            #expect(Taken(generator.bytes(80_000)).fault == .notTransportStream)
            let good = Stream.bytes(Stream.pictures(.h264, .baseline, count: 5))
            #expect(Taken(good + generator.bytes(80_000)).fault == .notTransportStream)
        }
    }

    @Test("a unit without end is not kept")
    func endless() {
        var stream: [UInt8] = []
        var multiplexer = Multiplexer(video: Stream.configuration(of: .h264, .baseline), audio: nil)
        multiplexer.writeTables(into: &stream)
        let packet: [UInt8] = [0, 0, 1, 0xE0, 0, 0, 0x80, 0, 0] + [UInt8](repeating: 1, count: 9 << 20)
        multiplexer.writePackets(packet, multiplexer.videoPID, into: &stream)
        #expect(Taken(stream).fault == .unitTooLong(limit: 8 << 20))
    }

    @Test("a stream that is cut off anywhere says nothing that is not in it")
    func truncated() {
        let bytes = Stream.bytes(Stream.pictures(.h264, .baseline, count: 4))
        let whole = Taken(bytes).units.map(\.bytes)
        for count in 0..<bytes.count {
            let taken = Taken(Array(bytes.prefix(count)))
            #expect(taken.fault == nil && taken.units.count <= whole.count)
            // The last picture tells no length, and may lack its end.
            #expect(taken.units.dropLast().map(\.bytes) == Array(whole.prefix(max(taken.units.count - 1, 0))))
        }
    }

    @Test("damaged streams end in nothing worse than an end")
    func mutations() {
        let samples = [
            Stream.bytes(Stream.usual()),
            Stream.bytes(
                Stream.pictures(.h265, .h265, count: 2) + Stream.sounds(Stream.opus, .opus, count: 20)),
        ].map { Array($0.prefix(188 * 40)) }
        for bytes in Mutations(of: samples, count: Mutations.usualCount / 2) {
            let taken = Taken(bytes)
            #expect(taken.units.reduce(0) { $0 + $1.bytes.count } <= 2 * bytes.count)
        }
    }

    @Test("damaged packets of tables and times, whose checks are right, do no harm")
    func hostile() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            var multiplexer = Multiplexer(
                video: Stream.configuration(of: .h264, .baseline), audio: Stream.aac)
            var stream: [UInt8] = []
            multiplexer.writeTables(into: &stream)
            for pid in [0, multiplexer.mapPID, multiplexer.videoPID, multiplexer.audioPID] {
                let table: UInt8 = pid == 0 ? 0 : 2
                let contents = generator.bytes(Int(generator.next() % 200))
                let section = TableSection.written(table, number: 1, version: 1, contents: contents)
                multiplexer.writePackets(
                    pid < 0x100 || pid >= 0x1000 ? [0] + section : contents, pid, into: &stream)
                let packet = [0, 0, 1, 0xE0, 0, 0, 0x84, 0xC0, 10] + contents
                multiplexer.writePackets(packet, multiplexer.videoPID, into: &stream)
                multiplexer.writePackets(packet, multiplexer.audioPID, into: &stream)
            }
            _ = Taken(stream)
        }
    }
}
