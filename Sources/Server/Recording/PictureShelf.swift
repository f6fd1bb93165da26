import Bytes
import CodecBridge
import Media
import Runtime
import Timing

/// Makes pictures of recordings when somebody asks for the first time; they are files of the recording's folder from then on.
actor PictureShelf {
    /// Has a picture made of keyframes; `nil` when none can be.
    typealias Drawer = @Sendable (Drawing) async -> Drawing.Outcome?

    /// A picture, or what belongs to one.
    enum Picture: Hashable, Sendable {
        /// One of the recording's pictures.
        case poster
        /// Many of them, small, side by side, and when which of them is shown.
        case sprite

        /// The picture that a file is of, or tells of; `nil` for another file.
        init?(file: String) {
            switch file {
            case "poster.jpg": self = .poster
            case "sprite.jpg", "sprite.vtt": self = .sprite
            default: return nil
            }
        }
    }

    /// All recordings.
    private let library: RecordingLibrary
    /// Makes them.
    private let draw: Drawer
    /// Those that are being made.
    private var making: [Key: Task<Bool, Never>] = [:]
    /// When a picture could not be made, the last of them.
    private var failures: [(key: Key, date: Instant)] = []

    /// A picture of a recording.
    private struct Key: Hashable {
        let video: VideoName
        let picture: Picture
    }

    /// How large posters are at most, either way, and the pictures of a sprite.
    private static let largestPoster = PictureSize(width: 640, height: 640)
    private static let largestTile = PictureSize(width: 160, height: 160)
    /// How many pictures of a sprite stand beside and below each other at most.
    private static let mostColumns = 10
    /// Where in a recording its poster is: of so many keyframes the second, since what begins is often black.
    private static let posterChoice = 8
    /// How long what failed is not tried again, and how many such are remembered.
    private static let pause = Duration.seconds(60)
    private static let mostFailures = 256

    init(_ library: RecordingLibrary, draw: @escaping Drawer) {
        self.library = library
        self.draw = draw
    }

    /// Makes the files of a picture; whether they are there.
    func make(_ picture: Picture, of video: VideoName) async -> Bool {
        let key = Key(video: video, picture: picture)
        failures.removeAll { $0.date.duration(to: Clock.now) >= Self.pause }
        guard !failures.contains(where: { $0.key == key }) else { return false }
        let task = making[key] ?? begin(key)
        making[key] = task
        let isMade = await task.value
        if making.removeValue(forKey: key) != nil, !isMade {
            failures.append((key, Clock.now))
            if failures.count > Self.mostFailures { failures.removeFirst() }
        }
        return isMade
    }

    private func begin(_ key: Key) -> Task<Bool, Never> {
        let folder = library.folder(of: key.video)
        let (reader, draw) = (library.reader, draw)
        return Task {
            switch key.picture {
            case .poster: await Self.makePoster(in: folder, on: reader, draw)
            case .sprite: await Self.makeSprite(in: folder, on: reader, draw)
            }
        }
    }

    private static func makePoster(
        in folder: RecordingFolder, on reader: BlockingPool, _ draw: Drawer
    ) async -> Bool {
        let found = try? await reader.run { () throws(FileError) in
            try folder.keyframes(atMost: posterChoice).keyframes
        }
        guard let found, let chosen = found.dropFirst().first ?? found.first, let largest = largestPoster,
            let outcome = await draw(
                Drawing(largest: largest, keyframes: [(chosen.format, chosen.unit)]))
        else { return false }
        return await keep([("poster.jpg", outcome.jpeg)], in: folder, on: reader)
    }

    private static func makeSprite(
        in folder: RecordingFolder, on reader: BlockingPool, _ draw: Drawer
    ) async -> Bool {
        let found = try? await reader.run { () throws(FileError) in
            try folder.keyframes(atMost: mostColumns * mostColumns)
        }
        guard let (keyframes, duration) = found, !keyframes.isEmpty, let largest = largestTile else {
            return false
        }
        let columns = min(keyframes.count, mostColumns)
        let rows = (keyframes.count + columns - 1) / columns
        let drawing = Drawing(
            largest: largest, columns: columns, rows: rows, keyframes: keyframes.map { ($0.format, $0.unit) })
        guard let outcome = await draw(drawing) else { return false }
        let track = SpriteTrack(
            times: keyframes.map(\.time), end: duration, columns: columns, tile: outcome.tile)
        // The one that names the other comes last.
        return await keep(
            [("sprite.jpg", outcome.jpeg), ("sprite.vtt", ByteSlice(Array(track.text.utf8)))], in: folder,
            on: reader)
    }

    private static func keep(
        _ files: [(name: String, bytes: ByteSlice)], in folder: RecordingFolder, on reader: BlockingPool
    ) async -> Bool {
        let isKept: Void? = try? await reader.run { () throws(FileError) in
            for file in files { try folder.keep([UInt8](file.bytes.bytes), as: file.name) }
        }
        return isKept != nil
    }
}
