import Bytes
import Packaging
import Platform
import Runtime
import Synchronization
import Timing

/// All recordings: those that are being made, which the packaging loop fills, and those that have ended.
///
/// One thread writes, in order, and others read, so that neither media nor requests ever wait for a disk. What the writer has
/// not come to is bounded: a part that comes when that is too much is left out of the recording, which goes on with a later
/// keyframe, and that is logged, counted and told by the API.
final class RecordingLibrary: Sendable {
    /// What is known.
    private struct Shelf {
        var recordings: [VideoName: Recording] = [:]
        /// Where the parts of those that are being made go; touched by the writing thread alone.
        var layouts: [VideoName: RecordingLayout] = [:]
        var numbers = RecordingNumbers()
        /// Those whose trouble was logged.
        var troubled: Set<VideoName> = []
    }

    /// Where recordings are.
    private let directory: String
    /// What is kept.
    private let settings: RecordingSettings
    /// What streams are called.
    private let titles: StreamTitles
    private let log: Logger
    private let shelf = Mutex(Shelf())
    /// The octets on their way to the writing thread.
    private let backlog = Atomic<Int>(0)
    /// The thread that writes, and those that read.
    private let writer: BlockingPool
    let reader: BlockingPool

    /// How many octets may wait for the disk.
    private let mostBacklog: Int
    /// How many orders may.
    private static let mostOrders = 65_536

    /// The recordings below a data directory. Those of a process that ended before them are closed by and by. What waits for the
    /// disk are two minutes of a stream of 4 Mb/s at most, unless told otherwise.
    init(
        in dataDirectory: String, _ settings: RecordingSettings, titles: StreamTitles = StreamTitles(),
        mostBacklog: Int = 64 << 20, log: Logger
    ) throws(SystemError) {
        self.titles = titles
        self.mostBacklog = mostBacklog
        directory = dataDirectory + "/recordings"
        self.settings = settings
        self.log = log
        writer = try BlockingPool(threads: 1, capacity: Self.mostOrders, name: "recording")
        reader = try BlockingPool(threads: 2, capacity: 1024, name: "vod")
        _ = writer.submit { [self] in find() }
    }

    // MARK: Getters

    /// All recordings, the newest first.
    var recordings: [Recording] {
        shelf.withLock { Array($0.recordings.values) }
            .sorted { ($1.began, $1.name) < ($0.began, $0.name) }
    }

    /// A recording.
    func recording(named name: VideoName) -> Recording? { shelf.withLock { $0.recordings[name] } }

    /// The files of a recording.
    func folder(of name: VideoName) -> RecordingFolder {
        RecordingFolder(path: "\(directory)/\(name.text)")
    }

    /// What is known of all.
    var numbers: RecordingNumbers {
        var numbers = shelf.withLock { shelf in
            var numbers = shelf.numbers
            numbers.count = shelf.recordings.count
            for recording in shelf.recordings.values {
                numbers.byteCount += recording.byteCount
                if recording.state == .recording { numbers.open += 1 }
                if recording.problem != nil { numbers.failing += 1 }
            }
            return numbers
        }
        numbers.backlog = backlog.load(ordering: .relaxed)
        return numbers
    }

    // MARK: Commands

    /// Does what the packaging loop wants, some time; never waits.
    func take(_ order: RecordingOrder) {
        switch order {
        case .begin(let untitled):
            let recording = untitled.titled(titles.title(of: untitled.stream))
            shelf.withLock { $0.recordings[recording.name] = recording }
            submit { $0.begin(recording) }
        case .add(let piece, let name): add(piece, to: name)
        case .describe(let tracks, let markers, let name):
            shelf.withLock { shelf in
                shelf.recordings[name]?.tracks = tracks
                shelf.recordings[name]?.markers = markers
            }
            submit { $0.keep(name) }
        case .end(let name):
            let date = Clock.wall
            submit { $0.end(name, at: date) }
        case .impossible(let stream, let codec):
            log.error(
                "stream cannot be recorded",
                ["stream": .text(stream), "codec": .text(codec), "reason": "HLS cannot carry it"])
        }
    }

    /// What a stream is called has changed: recordings that are being made of it are called so, too.
    func entitle(_ stream: StreamName) {
        let title = titles.title(of: stream)
        let changed = shelf.withLock { shelf in
            let names = shelf.recordings.values.filter {
                $0.state == .recording && $0.stream.stage == stream.stage && $0.title != title
            }.map(\.name)
            for name in names { shelf.recordings[name]?.title = title }
            return names
        }
        for name in changed { submit { $0.keep(name) } }
    }

    /// Removes a recording that has ended; whether there was one.
    func remove(_ name: VideoName) async throws(FileError) -> Bool {
        let isThere = shelf.withLock { shelf in
            guard let recording = shelf.recordings[name], recording.state != .recording else { return false }
            shelf.recordings[name] = nil
            return true
        }
        guard isThere else { return false }
        let folder = folder(of: name)
        do throws(BlockingFailure<FileError>) {
            try await reader.run { () throws(FileError) in try FileSystem.remove(folder.path) }
        } catch {
            if case .failed(let error) = error { throw error }
        }
        log.info("recording removed", ["video": .text(name.text)])
        return true
    }

    /// Removes what is too old, and the oldest while all is too much.
    func sweep(at now: WallClock) async {
        for name in excess(at: now) {
            do throws(FileError) {
                _ = try await remove(name)
            } catch {
                log.error("recording not removed", ["video": .text(name.text), "reason": .text("\(error)")])
            }
        }
    }

    /// Waits until all that was taken is done.
    func flush() async {
        await withCheckedContinuation { continuation in
            if !writer.submit({ continuation.resume() }) { continuation.resume() }
        }
    }

    // MARK: Retention

    /// The recordings that are to go.
    private func excess(at now: WallClock) -> [VideoName] {
        let all = recordings
        var total = all.reduce(0) { $0 + $1.byteCount }
        var names: [VideoName] = []
        for recording in all.reversed() {
            guard let ended = recording.ended, recording.state != .recording else { continue }
            let age = Duration.nanoseconds(now.nanoseconds &- ended.nanoseconds)
            let isOld = settings.maximumAge.map { age > $0 } ?? false
            let isTooMuch = settings.maximumSize.map { total > $0 << 20 } ?? false
            guard isOld || isTooMuch else { continue }
            names.append(recording.name)
            total -= recording.byteCount
        }
        return names
    }

    // MARK: On the writing thread

    private func submit(_ work: @escaping @Sendable (RecordingLibrary) -> Void) {
        guard writer.submit({ [self] in work(self) }) else {
            return log.error("recording stands still", ["reason": "the disk takes nothing"])
        }
    }

    /// Finds the recordings there are, and closes those that nobody did.
    private func find() {
        guard let names = try? FileSystem.list(directory) else { return }
        for name in names.compactMap({ VideoName($0) }) {
            guard let recording = try? folder(of: name).read(), recording.name == name else { continue }
            shelf.withLock { $0.recordings[name] = $0.recordings[name] ?? recording }
            guard recording.state == .recording else { continue }
            close(recording, as: .interrupted, at: Clock.wall)
        }
    }

    private func begin(_ recording: Recording) {
        shelf.withLock { $0.layouts[recording.name] = RecordingLayout() }
        do throws(FileError) {
            try folder(of: recording.name).create(recording)
            log.info(
                "recording begun",
                ["video": .text(recording.name.text), "stream": .text(recording.stream.text)])
        } catch {
            note(error, of: recording.name)
        }
    }

    private func keep(_ name: VideoName) {
        guard let recording = recording(named: name) else { return }
        do throws(FileError) { try folder(of: name).keep(recording) } catch { note(error, of: name) }
    }

    private func end(_ name: VideoName, at date: WallClock) {
        shelf.withLock { $0.layouts[name] = nil }
        guard let recording = recording(named: name) else { return }
        close(recording, as: .finished, at: date)
    }

    private func close(_ recording: Recording, as state: Recording.State, at date: WallClock) {
        do throws(FileError) {
            let closed = try folder(of: recording.name).close(recording, as: state, at: date)
            shelf.withLock { shelf in
                shelf.recordings[recording.name] = closed
                shelf.troubled.remove(recording.name)
            }
            log.info(
                "recording ended",
                [
                    "video": .text(recording.name.text), "state": .text(state.rawValue),
                    "seconds": .number(closed.duration.seconds), "bytes": .integer(closed.byteCount),
                    "lost_seconds": .number(closed.lost.seconds),
                ])
        } catch {
            // It is tried again at the next start.
            note(error, of: recording.name)
        }
    }

    // MARK: Media

    private func add(_ piece: RecordedPiece, to name: VideoName) {
        let count = piece.bytes.count
        let waits = backlog.wrappingAdd(count, ordering: .relaxed).newValue
        let isTaken =
            waits <= mostBacklog
            && writer.submit { [self] in
                write(piece, to: name)
                backlog.wrappingSubtract(count, ordering: .relaxed)
            }
        guard !isTaken else { return }
        backlog.wrappingSubtract(count, ordering: .relaxed)
        lose(piece, of: name, .slow, "the disk is too far behind")
    }

    private func write(_ piece: RecordedPiece, to name: VideoName) {
        guard var layout = shelf.withLock({ $0.layouts[name] }) else { return }
        defer { shelf.withLock { [layout] in $0.layouts[name] = layout } }
        guard let write = layout.place(piece) else { return lose(piece, of: name, .following, nil) }
        do throws(FileError) {
            let folder = folder(of: name)
            // It may have been impossible to make it at the beginning.
            if write.offset == 0 { try create(name) }
            try folder.write(write)
            layout.confirm(write)
            noteWritten(write.byteCount, piece, of: name)
        } catch {
            layout.fail(write)
            lose(piece, of: name, error.isDiskFull ? .full : .failed, error.description)
        }
    }

    private func create(_ name: VideoName) throws(FileError) {
        guard let recording = recording(named: name) else { return }
        try folder(of: name).create(recording)
    }

    private func noteWritten(_ byteCount: Int, _ piece: RecordedPiece, of name: VideoName) {
        let goesOn = shelf.withLock { shelf in
            shelf.numbers.writtenBytes &+= UInt64(byteCount)
            guard var recording = shelf.recordings[name] else { return false }
            recording.byteCount += byteCount
            if piece.kind == recording.tracks.first?.kind { recording.duration += piece.duration }
            recording.problem = nil
            shelf.recordings[name] = recording
            return shelf.troubled.remove(name) != nil
        }
        if goesOn { log.warning("recording goes on", ["video": .text(name.text)]) }
    }

    /// A part is not in its recording.
    private func lose(
        _ piece: RecordedPiece, of name: VideoName, _ reason: RecordingNumbers.LossReason, _ problem: String?
    ) {
        shelf.withLock { shelf in
            shelf.numbers.lostParts[reason, default: 0] += 1
            if piece.kind == shelf.recordings[name]?.tracks.first?.kind {
                shelf.recordings[name]?.lost += piece.duration
            }
        }
        if let problem { note(problem, of: name) }
    }

    private func note(_ error: FileError, of name: VideoName) { note(error.description, of: name) }

    /// Says what is wrong, once until it is right again.
    private func note(_ problem: String, of name: VideoName) {
        let isNew = shelf.withLock { shelf in
            shelf.recordings[name]?.problem = problem
            return shelf.troubled.insert(name).inserted
        }
        guard isNew else { return }
        log.error("recording loses media", ["video": .text(name.text), "reason": .text(problem)])
    }
}
