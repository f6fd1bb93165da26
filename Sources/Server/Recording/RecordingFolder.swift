import Bytes
import CodecBridge
import HTTP
import MP4
import Media
import Packaging
import Runtime
import Timing

/// The files of one recording. Every call blocks, and is made on a thread for files.
///
///     recording.json                      what it is
///     video-0.mp4 audio-0.mp4 ...         its media, a file a track and take
///     index.m3u8 video.m3u8 audio.m3u8    its playlists, once it has ended, and
///     manifest.mpd                        its manifest
///     poster.jpg sprite.jpg sprite.vtt    its pictures, once anybody has asked for them
struct RecordingFolder {
    /// Where it is.
    let path: String

    /// The largest `recording.json` that is read.
    private static let longestFacts = 1 << 20
    /// The most octets of keyframes that a picture is made of; beyond them it lacks the last.
    private static let mostKeyframeBytes = 32 << 20
    /// The most takes that are looked for: a publisher that broke off each second for an hour.
    private static let mostTakes = 4096

    // MARK: Writing

    /// Makes the folder, and says what will be in it.
    func create(_ recording: Recording) throws(FileError) {
        try FileSystem.makeDirectory(path)
        try keep(recording)
    }

    /// Writes media.
    func write(_ write: RecordingLayout.Write) throws(FileError) {
        var offset = write.offset
        for bytes in write.bytes {
            try FileSystem.write(bytes, to: file(write.file), at: offset)
            offset += bytes.count
        }
    }

    /// Says what the recording is.
    func keep(_ recording: Recording) throws(FileError) {
        try FileSystem.write(JSONText(recording).bytes, to: file("recording.json"))
    }

    // MARK: The end

    /// Ends a recording, in order or long after its process did: what is not whole is cut off, playlists are written, and what
    /// is known of it is brought up to date.
    func close(_ recording: Recording, as state: Recording.State, at date: WallClock) throws(FileError)
        -> Recording
    {
        var closed = recording
        closed.state = state
        closed.problem = nil
        let indexes = try indexes()
        for (name, index, byteCount) in indexes.flatMap(\.files) where index.end < byteCount {
            try FileSystem.truncate(file(name), to: index.end)
        }
        let stream = RecordedStream(
            indexes.map { RecordedRendition($0.kind, $0.takes) }, recording.tracks,
            markers: recording.markers)
        for playlist in stream.playlists {
            try FileSystem.write(Array(playlist.text.utf8), to: file(playlist.name))
            if playlist.name == "manifest.mpd" { closed.hasManifest = true }
        }
        closed.duration = stream.duration
        closed.ended = state == .finished ? date : recording.began.advanced(by: stream.duration)
        closed.byteCount = try byteCount()
        try keep(closed)
        return closed
    }

    /// The film of all tracks, and the paths by which it knows its files.
    func film() throws(FileError) -> (film: ProgressiveFile, paths: [String])? {
        var paths: [String] = []
        let tracks = try indexes().map { track in
            track.files.map { name, index, _ in
                paths.append(file(name))
                return (file: paths.count - 1, index: index)
            }
        }
        return ProgressiveFile(tracks.filter { !$0.isEmpty }).map { ($0, paths) }
    }

    /// The keyframes that a picture is made of, which are `count` at most and lie evenly in the recording, each with when it
    /// is shown; and how long the recording is.
    func keyframes(atMost count: Int) throws(FileError) -> (
        keyframes: [(time: Duration, format: BridgeFormat, unit: AccessUnit)], duration: Duration
    ) {
        let indexes = try indexes()
        let stream = RecordedStream(indexes.map { RecordedRendition($0.kind, $0.takes) }, [])
        let all = stream.keyframes
        let takes = indexes.first { $0.kind == .video }?.takes ?? []
        var keyframes: [(time: Duration, format: BridgeFormat, unit: AccessUnit)] = []
        var byteCount = 0
        for position in 0..<min(count, all.count) {
            let keyframe = all[position * all.count / min(count, all.count)]
            byteCount += keyframe.range.count
            guard byteCount <= Self.mostKeyframeBytes, let decoding = takes[keyframe.take]?.decoding else {
                continue
            }
            let name = RecordingLayout.name(.video, take: keyframe.take)
            let bytes = try FileSystem.read(file(name), range: keyframe.range)
            keyframes.append(
                (
                    keyframe.time, BridgeFormat(decoding.codec, record: decoding.record),
                    AccessUnit([UInt8](bytes.bytes), decodeTime: 0)
                ))
        }
        return (keyframes, stream.duration)
    }

    /// Keeps a file that was made of the recording.
    func keep(_ bytes: [UInt8], as name: String) throws(FileError) {
        try FileSystem.write(bytes, to: file(name))
    }

    // MARK: Reading

    /// What is known of the recording; `nil` when this is the folder of none.
    func read() throws(FileError) -> Recording? {
        let bytes = try FileSystem.read(file("recording.json"), limit: Self.longestFacts)
        return String(utf8: bytes.bytes).flatMap { JSONValue($0) }.flatMap { Recording($0) }
    }

    /// How long a file of it is; `nil` when there is none.
    func byteCount(of name: String) -> Int? {
        (try? FileSystem.status(of: file(name))).flatMap { $0.isFile ? $0.size : nil }
    }

    /// The path of a file.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    private func byteCount() throws(FileError) -> Int {
        try FileSystem.list(path).reduce(0) { $0 + (byteCount(of: $1) ?? 0) }
    }

    /// A track: its takes, and the same with their names and lengths where there is anything.
    private struct Track {
        let kind: TrackKind
        var takes: [FragmentIndex?] = []
        var files: [(name: String, index: FragmentIndex, byteCount: Int)] = []
    }

    /// All tracks have as many takes.
    private func indexes() throws(FileError) -> [Track] {
        let names = Set(try FileSystem.list(path))
        let takes =
            (0..<Self.mostTakes).last { take in
                TrackKind.allCases.contains { names.contains(RecordingLayout.name($0, take: take)) }
            }.map { $0 + 1 } ?? 0
        var tracks: [Track] = []
        for kind in TrackKind.allCases {
            var track = Track(kind: kind)
            for take in 0..<takes {
                let name = RecordingLayout.name(kind, take: take)
                guard names.contains(name), let byteCount = byteCount(of: name) else {
                    track.takes.append(nil)
                    continue
                }
                var failure: FileError?
                let index = FragmentIndex(byteCount: byteCount) { range in
                    do throws(FileError) {
                        return try FileSystem.read(file(name), range: range)
                    } catch {
                        failure = error
                        return nil
                    }
                }
                if let failure { throw failure }
                track.takes.append(index)
                if let index, !index.fragments.isEmpty { track.files.append((name, index, byteCount)) }
            }
            tracks.append(track)
        }
        return tracks
    }
}

extension WallClock {
    /// The moment so much later.
    fileprivate func advanced(by duration: Duration) -> WallClock {
        WallClock(nanoseconds: nanoseconds &+ duration.nanoseconds)
    }
}
