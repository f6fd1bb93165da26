import Bytes
import MP4
import Simulation
import Testing

/// Films made of files of fragments.
@Suite struct ProgressiveFileTests {
    /// A clip's file and what is in it.
    private static func file(_ clip: Clip) throws -> (bytes: ByteSlice, index: FragmentIndex) {
        let bytes = ByteSlice(try #require(clip.fragmented()))
        let index = FragmentIndex(byteCount: bytes.count) { range in
            bytes.dropFirst(range.lowerBound).prefix(range.count)
        }
        return (bytes, try #require(index))
    }

    /// All octets of a range of a film.
    private static func bytes(_ range: Range<Int>, of film: ProgressiveFile, _ files: [ByteSlice]) -> [UInt8]
    {
        let (head, extents) = film.pieces(in: range)
        return extents.reduce([UInt8](head.bytes)) {
            $0 + [UInt8](files[$1.file].dropFirst($1.range.lowerBound).prefix($1.range.count).bytes)
        }
    }

    @Test(
        "ffprobe finds every sample of every codec in a film, and complains of nothing", arguments: Clip.all)
    func probed(clip: Clip) throws {
        let (bytes, index) = try Self.file(clip)
        let film = try #require(ProgressiveFile([[(0, index)]]))
        let (answer, complaints) = try FFprobe.read(Self.bytes(0..<film.byteCount, of: film, [bytes]))
        #expect(complaints == "")
        let (_, samples) = try #require(clip.track())
        #expect(answer.packets.map(\.size) == samples.map { String($0.bytes.count) })
        #expect(answer.packets.map { $0.flags.contains("K") } == samples.map(\.isSync))
        #expect(answer.packets.compactMap(\.duration).allSatisfy { $0 == Int(clip.duration) })
        // The film begins with its first picture.
        #expect(answer.packets.compactMap(\.pts).min() == 0)
    }

    @Test("pictures and sound stand side by side, and a second file goes on where the first ended")
    func together() throws {
        let video = try Self.file(Clip.all[0]), audio = try Self.file(Clip.all[6])
        let film = try #require(
            ProgressiveFile([[(0, video.index), (0, video.index)], [(1, audio.index)]]))
        let files = [video.bytes, audio.bytes]
        let whole = Self.bytes(0..<film.byteCount, of: film, files)
        let (answer, _) = try FFprobe.read(whole)
        #expect(answer.streams.map(\.codec_name) == ["h264", "opus"])
        #expect(answer.packets.count == 2 * Clip.all[0].file.units.count + Clip.all[6].file.units.count)
        #expect(film.extents.map(\.file).firstIndex(of: 1).map { $0 < 3 } == true)
        // Any range is what is there.
        for start in stride(from: 0, to: whole.count, by: 997) {
            let range = start..<min(start + 5000, whole.count)
            #expect(Self.bytes(range, of: film, files) == Array(whole[range]))
        }
    }

    @Test("what is shown later than it is decoded is shown as much later beside its sound")
    func outOfOrder() throws {
        let video = try Self.file(Clip.all[1]), audio = try Self.file(Clip.all[6])
        let film = try #require(ProgressiveFile([[(0, video.index)], [(1, audio.index)]]))
        let whole = Self.bytes(0..<film.byteCount, of: film, [video.bytes, audio.bytes])
        let (answer, _) = try FFprobe.read(whole)
        let pictures = answer.packets.filter { $0.duration == 3000 }.compactMap(\.pts)
        // To a tenth of a millisecond, in which films count.
        #expect(pictures.min().map { 2990...3000 ~= $0 } == true, "\(pictures)")
    }

    @Test("nothing makes no film")
    func nothing() {
        let none = [ProgressiveFile([]), ProgressiveFile([[]])].compactMap(\.self)
        #expect(none.isEmpty)
    }
}
