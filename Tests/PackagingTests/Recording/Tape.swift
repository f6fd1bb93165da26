import Bytes
import MP4
import Simulation
import Testing
import Timing

@testable import Packaging

/// A disk for a broadcast's recording, which may be full for a while.
struct Tape {
    /// The files.
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var layout = RecordingLayout()
    private var cursor: RecordingCursor?
    /// What the tracks are.
    private(set) var tracks: [RecordedTrack] = []
    private var markers: [Marker] = []
    /// Which tracks cannot be written now.
    var full: Set<TrackKind> = []
    /// How many parts were left out.
    private(set) var lost = 0

    /// A recording of three takes: another size of the picture, and a source that began anew, when a moment was marked.
    static func ofThreeTakes() -> Tape {
        var broadcast = Broadcast()
        var tape = Tape()
        tape.run(&broadcast, for: .seconds(8))
        broadcast.clip = .large
        broadcast.keyframeInterval = .milliseconds(1)
        tape.run(&broadcast, for: .seconds(8))
        let date = WallClock(seconds: 1_700_000_012)
        _ = broadcast.packager.mark("Goal", at: date, now: date)
        broadcast.packager.restart(.video)
        tape.run(&broadcast, for: .seconds(8))
        return tape
    }

    /// Lets a broadcast run and records it.
    mutating func run(_ broadcast: inout Broadcast, for duration: Duration) {
        for _ in 0..<(duration.nanoseconds / 100_000_000) {
            broadcast.run(for: .milliseconds(100))
            take(broadcast.packager.snapshot)
        }
    }

    /// Records what there is of a stream.
    mutating func take(_ snapshot: StreamSnapshot?) {
        guard let snapshot else { return }
        cursor = cursor ?? RecordingCursor(snapshot)
        tracks = RecordedTrack.tracks(of: snapshot)
        markers = snapshot.markers
        for piece in cursor?.pieces(of: snapshot) ?? [] {
            guard let write = layout.place(piece) else {
                lost += 1
                continue
            }
            guard !full.contains(piece.kind) else {
                // A full disk takes a part of it.
                put(write.bytes.prefix(1).map { $0.prefix(100) }, in: write.file, at: write.offset)
                layout.fail(write)
                lost += 1
                continue
            }
            put(write.bytes, in: write.file, at: write.offset)
            layout.confirm(write)
        }
    }

    private mutating func put(_ pieces: [ByteSlice], in name: String, at offset: Int) {
        let bytes = pieces.reduce([UInt8]()) { $0 + [UInt8]($1.bytes) }
        var file = files[name] ?? []
        file += repeatElement(0, count: max(offset + bytes.count - file.count, 0))
        file.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        files[name] = file
    }

    /// What is on it, up to the last whole part of each file.
    func index(_ name: String) -> FragmentIndex? {
        guard let bytes = files[name].map({ ByteSlice($0) }) else { return nil }
        return FragmentIndex(byteCount: bytes.count) { bytes.dropFirst($0.lowerBound).prefix($0.count) }
    }

    /// The recording as it is watched.
    var stream: RecordedStream {
        let takes = files.keys.compactMap { $0.dropLast(4).split(separator: "-").last.flatMap { Int($0) } }
        return RecordedStream(
            TrackKind.allCases.map { kind in
                RecordedRendition(
                    kind, (0...(takes.max() ?? 0)).map { index(RecordingLayout.name(kind, take: $0)) })
            }, tracks, markers: markers)
    }

    /// A playlist of it.
    func playlist(_ name: String) -> String { stream.playlists.first { $0.name == name }?.text ?? "" }

    /// What the rules say of all of them.
    var complaints: [PlaylistLinter.Complaint] {
        stream.playlists.filter { $0.name.hasSuffix("m3u8") }.flatMap {
            PlaylistLinter.complaints(about: $0.text)
        }
    }
}
