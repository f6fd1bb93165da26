import Bytes
import Foundation
import HTTP
import Packaging
import Platform
import SFU
import Testing
import Timing

@testable import Server

/// Recordings on a real disk.
@Suite struct RecordingLibraryTests {
    /// What a stream of so many seconds wants of the disk.
    private static func orders(for duration: Duration) -> [RecordingOrder] {
        let staged = StagedStream(isRecorded: true)
        staged.publisherComes()
        staged.run(for: duration, looks: false)
        staged.hear(.letGo)
        return staged.orders
    }

    /// The orders without the last: the process ended before.
    private static let cutOff = Array(orders(for: .seconds(9)).dropLast())
    private static let whole = orders(for: .seconds(9))

    private static func name(_ orders: [RecordingOrder]) throws -> VideoName {
        let names = orders.compactMap { if case .begin(let recording) = $0 { recording.name } else { nil } }
        return try #require(names.first)
    }

    /// What the API tells of a library's only recording.
    private static func told(_ library: RecordingLibrary) throws -> String {
        String(decoding: JSONText(try #require(library.recordings.first)).bytes, as: UTF8.self)
    }

    @Test("a recording that has ended is listed, and found again by the next process")
    func lists() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        for order in Self.whole { library.take(order) }
        await library.flush()
        let recording = try #require(library.recordings.first)
        #expect(recording.state == .finished && abs(recording.duration.seconds - 9) < 0.5)
        #expect(recording.tracks.map(\.kind) == [.video, .audio] && recording.byteCount > 1000)
        let again = try shelf.library
        await again.flush()
        #expect(again.recordings.map(\.name) == [recording.name])
        #expect(again.recordings.first?.state == .finished)
        #expect(
            abs(try #require(again.recordings.first).duration.seconds - recording.duration.seconds) < 0.01)
    }

    @Test("a recording is called as its stream was while it was made, and so it is found again")
    func titled() async throws {
        let shelf = try RecordingShelf()
        let titles = StreamTitles()
        let stream = try #require(StreamName("stage"))
        titles.set(StreamTitle("Before"), of: stream)
        let library = try RecordingLibrary(
            in: shelf.path, RecordingSettings(), titles: titles, log: Logger(shelf.sink))
        for order in Self.cutOff { library.take(order) }
        #expect(try Self.told(library).contains(#""title":"Before""#))
        titles.set(StreamTitle("\"<During>\""), of: stream)
        library.entitle(stream)
        library.entitle(try #require(StreamName("other")))
        for order in Self.whole.suffix(1) { library.take(order) }
        await library.flush()
        titles.set(StreamTitle("After"), of: stream)
        library.entitle(stream)
        let again = try shelf.library
        await again.flush()
        for library in [library, again] {
            #expect(library.recordings.map(\.title?.text) == ["\"<During>\""])
            #expect(try Self.told(library).contains(#""title":"\"<During>\"""#))
        }
    }

    @Test("a manifest is promised where there is one: of all recordings but those of an older version")
    func manifest() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        for order in Self.whole { library.take(order) }
        await library.flush()
        let folder = library.folder(of: try Self.name(Self.whole))
        let promise = "\"dash\":\"/vod/\(try Self.name(Self.whole).text)/manifest.mpd\""
        let again = try shelf.library
        await again.flush()
        #expect(try Self.told(library).contains(promise) && Self.told(again).contains(promise))
        #expect(folder.byteCount(of: "manifest.mpd") != nil)
        // As it was before there were manifests.
        let facts = try String(contentsOfFile: folder.file("recording.json"), encoding: .utf8)
        try Data(facts.replacing(promise + ",", with: "").utf8).write(
            to: URL(fileURLWithPath: folder.file("recording.json")))
        try FileManager.default.removeItem(atPath: folder.file("manifest.mpd"))
        let old = try shelf.library
        await old.flush()
        #expect(try Self.told(old).contains("\"hls\":") && !Self.told(old).contains("manifest.mpd"))
    }

    @Test(
        "a process that ended in the middle of a part leaves a recording that the next one closes at the part before"
    )
    func recovers() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        for order in Self.cutOff { library.take(order) }
        await library.flush()
        #expect(library.recordings.first?.state == .recording)
        let name = try Self.name(Self.cutOff)
        let path = library.folder(of: name).file("video-0.mp4")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        try bytes.dropLast(100).write(to: URL(fileURLWithPath: path))
        let again = try shelf.library
        await again.flush()
        let recording = try #require(again.recordings.first)
        #expect(recording.state == .interrupted && recording.duration > .seconds(8))
        let left = try Data(contentsOf: URL(fileURLWithPath: path)).count
        #expect(left < bytes.count - 100 && left > bytes.count / 2)
        let playlist = try String(contentsOfFile: again.folder(of: name).file("index.m3u8"), encoding: .utf8)
        #expect(PlaylistLinter.complaints(about: playlist) == [])
        let events = shelf.sink.records.filter { "\($0.event)" == "recording ended" }
        #expect(events.count == 1)
    }

    @Test("a disk that takes nothing is said once, in the log, the numbers and the recording")
    func failing() async throws {
        let shelf = try RecordingShelf()
        // A file where the folder should be.
        try Data().write(to: URL(fileURLWithPath: shelf.path + "/recordings"))
        let library = try shelf.library
        for order in Self.cutOff { library.take(order) }
        await library.flush()
        let recording = try #require(library.recordings.first)
        #expect(recording.problem?.contains("Not a directory") == true && recording.lost > .seconds(8))
        #expect(library.numbers.failing == 1 && library.numbers.open == 1)
        #expect((library.numbers.lostParts[.failed] ?? 0) > 0)
        #expect(shelf.sink.records.count { $0.level == .error } == 1)
    }

    @Test(
        "a disk that hangs holds up nobody: parts beyond its backlog are left out, that is said, and it goes on after"
    )
    func hanging() async throws {
        let shelf = try RecordingShelf()
        let orders = Self.orders(for: .seconds(21))
        let beginning = orders.prefix(orders.count / 2)
        let bytes = beginning.reduce(0) { sum, order in
            if case .add(let piece, _) = order { sum + piece.bytes.count } else { sum }
        }
        let library = try shelf.library(mostBacklog: bytes / 3)
        await library.flush()
        let name = try Self.name(orders)
        let folder = library.folder(of: name)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        // Whoever opens a pipe to write hangs until somebody opens it to read.
        let pipe = folder.file("video-0.mp4")
        try Process.run(URL(fileURLWithPath: "/usr/bin/mkfifo"), arguments: [pipe]).waitUntilExit()
        for order in beginning { library.take(order) }
        #expect((library.numbers.lostParts[.slow] ?? 0) > 10 && library.numbers.backlog > 0)
        #expect(library.recording(named: name)?.problem == "the disk is too far behind")
        #expect(shelf.sink.records.count { $0.level == .error } == 1)
        let reader = try #require(FileHandle(forReadingAtPath: pipe))
        await library.flush()
        #expect(library.numbers.backlog == 0)
        try reader.close()
        // The stream has gone on meanwhile, and goes on.
        for order in orders.dropFirst(beginning.count) { library.take(order) }
        await library.flush()
        let recording = try #require(library.recording(named: name))
        #expect(recording.state == .finished && recording.problem == nil && recording.lost > .seconds(3))
        #expect(shelf.sink.records.contains { "\($0.event)" == "recording goes on" })
        let playlist = try String(contentsOfFile: folder.file("video.m3u8"), encoding: .utf8)
        #expect(PlaylistLinter.complaints(about: playlist) == [] && playlist.contains("video-"))
    }

    @Test("the oldest recordings are removed while all take too much; one that is being made stays")
    func size() async throws {
        let shelf = try RecordingShelf()
        let staged = StagedStream(isRecorded: true)
        for life in 0..<3 {
            if life > 0 { _ = staged.ask("index.m3u8") }
            staged.source = PacketSource(source: UInt32(10 * life + 1))
            staged.publisherComes()
            staged.run(for: .seconds(4), looks: false)
            if life < 2 { staged.hear(.letGo) }
        }
        var settings = RecordingSettings()
        settings.maximumSize = 2
        let library = try shelf.library(settings)
        var names: [VideoName] = []
        for order in staged.orders {
            if case .begin(let recording) = order { names.append(recording.name) }
            if case .end(let name) = order {
                // Each is some 1.2 MiB with this.
                await library.flush()
                let filler = URL(fileURLWithPath: library.folder(of: name).file("filler"))
                try Data(count: 1_200_000).write(to: filler)
            }
            library.take(order)
        }
        await library.flush()
        #expect(names.count == 3 && library.recordings.count == 3)
        await library.sweep(at: WallClock(seconds: 1_795_000_100))
        #expect(library.recordings.map(\.name) == [names[2], names[1]])
        #expect(library.recordings.map(\.state) == [.recording, .finished])
        let left = try FileManager.default.contentsOfDirectory(atPath: shelf.path + "/recordings")
        #expect(left.sorted() == [names[1].text, names[2].text].sorted())
    }

    @Test("recordings that are too old are removed")
    func retention() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        for order in Self.whole { library.take(order) }
        await library.flush()
        let ended = try #require(library.recordings.first?.ended)
        var settings = RecordingSettings()
        settings.maximumAge = .seconds(3600)
        let strict = try shelf.library(settings)
        await strict.flush()
        await strict.sweep(at: ended)
        #expect(strict.recordings.count == 1)
        await strict.sweep(at: WallClock(seconds: ended.seconds + 3700))
        #expect(strict.recordings.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: shelf.path + "/recordings") == [])
    }

    @Test("a recording that is removed is gone from the disk; one that is being made is not removed")
    func removal() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        for order in Self.cutOff { library.take(order) }
        await library.flush()
        let name = try Self.name(Self.cutOff)
        #expect(try await !library.remove(name))
        library.take(.end(name))
        await library.flush()
        #expect(try await library.remove(name) && library.recordings.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: shelf.path + "/recordings") == [])
    }

    @Test(
        "no name leads out of the folder of recordings",
        arguments: [
            "", ".", "..", ".hidden", "a/b", "a\\b", "a b", "a%2F", String(repeating: "a", count: 201),
        ])
    func names(text: String) {
        #expect(VideoName(text) == nil)
    }

    @Test("a name is the stream's and the moment's")
    func name() {
        let name = VideoName("show~x", began: WallClock(nanoseconds: 1_795_000_000_250_000_000))
        #expect(name.text == "show~x-20261118-110640-250" && VideoName(name.text) == name)
    }
}
