public import Bytes

/// Where the parts of a recording are written: into a file a track, and into new files, a new take, where what follows does not
/// go on with what was before.
///
///     video-0.mp4   video-1.mp4        each: initialisation section, then parts one behind the other
///     audio-0.mp4   audio-1.mp4
///
/// All tracks change takes at the same segment, so that their discontinuities are the same. A part that could not be written
/// leaves a hole; its track goes on with the next take, which begins behind all that any track has come to.
///
/// Invariants:
/// 1. What was confirmed of a file is the initialisation section and whole parts, one behind the other.
/// 2. A file's parts are all of one initialisation section.
public struct RecordingLayout: Sendable {
    /// Something to write.
    public struct Write: Sendable {
        /// The file's name in the recording's folder.
        public let file: String
        /// From where on.
        public let offset: Int
        /// What, one piece behind the other.
        public let bytes: [ByteSlice]
        /// The track.
        let kind: TrackKind

        /// How many octets that is.
        public var byteCount: Int { bytes.reduce(0) { $0 + $1.count } }
    }

    /// How far a track is.
    private struct Progress {
        /// Its take, and what of that file was confirmed.
        var take: Int
        var byteCount = 0
        /// The segment that is being written, and the number of the next part.
        var segment: Int, nextIndex: Int
        /// The initialisation section of the take.
        var initialization: Int
        /// Whether it waits for a new take.
        var isBroken = false
    }

    /// The first segment of each take.
    private var takes: [Int] = []
    /// The tracks.
    private var tracks: [TrackKind: Progress] = [:]
    /// The takes of which anything was confirmed.
    private var written: Set<Int> = []

    /// Nothing yet.
    public init() {}

    /// Where a part goes; `nil` when it cannot follow what there is. One mutation, then `confirm` or `fail`, then the next.
    public mutating func place(_ piece: RecordedPiece) -> Write? {
        if piece.beginsSegment { begin(piece) }
        guard var track = tracks[piece.kind], !track.isBroken else { return nil }
        guard track.nextIndex == piece.index, track.initialization == piece.initializationNumber else {
            fail(piece.kind)
            return nil
        }
        track.nextIndex += 1
        tracks[piece.kind] = track
        let section = track.byteCount == 0 ? [piece.initialization] : []
        return Write(
            file: Self.name(piece.kind, take: track.take), offset: track.byteCount,
            bytes: section + [piece.bytes], kind: piece.kind)
    }

    /// It was written.
    public mutating func confirm(_ write: Write) {
        guard let track = tracks[write.kind] else { return }
        tracks[write.kind]?.byteCount = write.offset + write.byteCount
        written.insert(track.take)
    }

    /// It could not be written.
    public mutating func fail(_ write: Write) { fail(write.kind) }

    /// The name of a track's file.
    public static func name(_ kind: TrackKind, take: Int) -> String { "\(kind.name)-\(take).mp4" }

    // MARK: Takes

    /// A segment begins; perhaps a take with it.
    private mutating func begin(_ piece: RecordedPiece) {
        let known = tracks[piece.kind]
        let isAnother = known.map { !$0.isBroken && $0.initialization != piece.initializationNumber } ?? false
        if takes.isEmpty || piece.isDiscontinuous || isAnother { openTake(at: piece.segment) }
        guard let take = takes.lastIndex(where: { $0 <= piece.segment }) else { return }
        if let known, known.take == take {
            // What is broken waits for the next take.
            if !known.isBroken { tracks[piece.kind]?.segment = piece.segment }
            return
        }
        tracks[piece.kind] = Progress(
            take: take, segment: piece.segment, nextIndex: piece.index,
            initialization: piece.initializationNumber)
    }

    /// The track goes on with the next take.
    private mutating func fail(_ kind: TrackKind) {
        guard tracks[kind]?.isBroken == false else { return }
        tracks[kind]?.isBroken = true
        openTake(at: (tracks.values.map(\.segment).max() ?? 0) + 1)
    }

    /// A take begins at a segment, unless one does already. One that has nothing in it begins later.
    private mutating func openTake(at segment: Int) {
        guard let last = takes.last else { return takes.append(segment) }
        guard last < segment else { return }
        if written.contains(takes.count - 1) {
            takes.append(segment)
        } else {
            takes[takes.count - 1] = segment
            // Those who are in it wait for it, too.
            for kind in tracks.keys where tracks[kind]?.take == takes.count - 1 {
                tracks[kind]?.take = -1
                tracks[kind]?.isBroken = true
            }
        }
    }
}
