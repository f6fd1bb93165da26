import Bytes
import MP4
import Simulation
import Testing
import Timing

@testable import Packaging

/// Broadcasts on virtual time, and what is recorded of them.
@Suite struct RecordingTests {
    @Test("what is recorded are the parts that players got, one behind the other")
    func same() throws {
        var broadcast = Broadcast()
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(12))
        broadcast.end()
        tape.take(broadcast.packager.snapshot)
        let snapshot = try #require(broadcast.packager.snapshot)
        #expect(tape.files.keys.sorted() == ["audio-0.mp4", "video-0.mp4"] && tape.lost == 0)
        for rendition in snapshot.renditions {
            let parts = rendition.segments.flatMap(\.parts).reduce([UInt8]()) { $0 + [UInt8]($1.bytes.bytes) }
            let file = try #require(tape.files["\(rendition.kind.name)-0.mp4"])
            #expect(Array(file.suffix(parts.count)) == parts)
            let section = try #require(rendition.initializations.first).bytes
            #expect(file.count == section.count + parts.count)
        }
    }

    @Test("a recording that begins in the middle begins with the segment that is being made, in both tracks")
    func middle() throws {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(21))
        let before = try #require(broadcast.packager.snapshot?.renditions[0].segments.last)
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(10))
        let video = ReadPlaylist(tape.playlist("video.m3u8")),
            audio = ReadPlaylist(tape.playlist("audio.m3u8"))
        let begin = try #require(video.segments.first?.date)
        #expect(abs(Int64(begin) - before.date.nanoseconds / 1_000_000) <= 1)
        #expect(abs((audio.segments.first?.date ?? 0) - begin) <= 21)
        #expect(tape.complaints == [])
    }

    @Test("its playlists break no rule, and last as long as what came")
    func playlists() throws {
        var broadcast = Broadcast()
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(20))
        #expect(tape.complaints == [])
        #expect(
            tape.stream.playlists.map(\.name) == [
                "index.m3u8", "video.m3u8", "audio.m3u8", "keyframes.m3u8", "manifest.mpd",
            ])
        let playlist = ReadPlaylist(tape.playlist("video.m3u8"))
        #expect(playlist.isEnded && playlist.segments.count >= 5)
        let length = playlist.segments.reduce(0) { $0 + $1.duration }
        #expect(abs(length - 2_000_000) < 40_000)
        #expect(abs(tape.stream.duration.seconds - 20) < 0.4)
        #expect(tape.playlist("index.m3u8").contains("CODECS=\"avc1."))
    }

    @Test("the moments that were marked while it was made are in its playlists, and no others")
    func markers() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(30))
        let dates = [1_700_000_012, 1_700_000_035].map { WallClock(seconds: $0) }
        let now = WallClock(seconds: 1_700_000_030)
        for (date, title) in zip(dates, ["before", "within"]) {
            let marked = broadcast.packager.mark(title, at: date, now: now)
            #expect(marked != nil)
        }
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(10))
        #expect(tape.complaints == [])
        for name in ["video.m3u8", "audio.m3u8"] {
            #expect(tape.playlist(name).contains("X-TITLE=\"within\""))
            #expect(!tape.playlist(name).contains("before"))
            #expect(tape.playlist(name).contains("#EXT-X-START:TIME-OFFSET=0\n"))
        }
    }

    @Test("another picture size and a source that begins anew are takes of their own, in both tracks")
    func takes() {
        let tape = Tape.ofThreeTakes()
        #expect(
            tape.files.keys.sorted() == (0..<3).flatMap { ["audio-\($0).mp4"] }
                + (0..<3).map { "video-\($0).mp4" })
        #expect(tape.complaints == [] && tape.lost == 0)
        for name in ["video", "audio"] {
            let segments = ReadPlaylist(tape.playlist("\(name).m3u8")).segments
            #expect(segments.count { $0.isDiscontinuous } == 2)
        }
    }

    @Test(
        "a disk that is full for a while leaves a hole, behind which both tracks go on at the same moment",
        arguments: [[.video, .audio], [.video], [.audio]] as [Set<TrackKind>])
    func full(kinds: Set<TrackKind>) throws {
        var broadcast = Broadcast()
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(9))
        tape.full = kinds
        tape.run(&broadcast, for: .seconds(9))
        tape.full = []
        tape.run(&broadcast, for: .seconds(12))
        #expect(tape.lost > 10 && tape.complaints == [])
        let takes = tape.files.keys.filter { $0.hasPrefix("video") }.count
        let begins = try TrackKind.allCases.map { kind in
            let playlist = ReadPlaylist(tape.playlist("\(kind.name).m3u8"))
            #expect(playlist.segments.count { $0.isDiscontinuous } == takes - 1)
            let last = try #require(playlist.segments.last { $0.isDiscontinuous })
            return try #require(last.date)
        }
        // While only sound fails, each attempt is a take, to which pictures go along.
        #expect(abs(begins[0] - begins[1]) <= 21 && (kinds == [.audio] ? 3...5 : 2...2) ~= takes)
    }

    @Test("a disk that is full from the beginning leaves nothing of its attempts")
    func fullAtFirst() {
        var broadcast = Broadcast()
        var tape = Tape()
        tape.full = [.video, .audio]
        tape.run(&broadcast, for: .seconds(9))
        #expect(tape.stream.playlists.isEmpty)
        tape.full = []
        tape.run(&broadcast, for: .seconds(9))
        #expect(tape.files.keys.sorted() == ["audio-0.mp4", "video-0.mp4"] && tape.complaints == [])
    }

    @Test("a file that ends anywhere has a recording of its whole parts")
    func cut() throws {
        var broadcast = Broadcast([.video])
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(4))
        let file = ByteSlice(try #require(tape.files["video-0.mp4"]))
        let whole = try #require(tape.index("video-0.mp4"))
        let ends = [whole.initialization.count] + whole.fragments.map(\.fragment.range.upperBound)
        var wrong: [Int] = []
        for count in stride(from: whole.initialization.count, through: file.count, by: 101) {
            let index = FragmentIndex(byteCount: count) { file.dropFirst($0.lowerBound).prefix($0.count) }
            if index?.end != ends.last(where: { $0 <= count }) { wrong.append(count) }
        }
        #expect(wrong == [] && whole.fragments.count > 8)
    }
}
