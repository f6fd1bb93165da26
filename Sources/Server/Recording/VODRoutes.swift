import Bytes
import HTTP
import MP4
import Packaging
import Platform
import Runtime

/// The routes of those who watch recordings, below `/vod/{video}`: playlists and media as they lie in the recording's folder,
/// a film in one piece, `video.mp4`, that is put together of the same bytes while it is sent, and pictures.
struct VODRoutes: Sendable {
    /// All recordings.
    let library: RecordingLibrary
    /// Films that were asked for lately.
    private let films: FilmShelf
    /// Makes pictures.
    private let pictures: PictureShelf

    /// The routes to recordings, of which `draw` makes pictures.
    init(_ library: RecordingLibrary, draw: @escaping PictureShelf.Drawer = { _ in nil }) {
        self.library = library
        films = FilmShelf(library)
        pictures = PictureShelf(library, draw: draw)
    }

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/vod/{video}/{file}") { request, parameters, responder in
            guard let video = VideoName(parameters.text("video")) else {
                return .now(Problem.unknownRecording.response)
            }
            let file = parameters.text("file")
            Task {
                do throws(Problem) {
                    await send(try await find(file, of: video), to: request, responder)
                } catch {
                    responder.respond(error.response)
                }
            }
            return .later
        }
    }

    /// What can be sent: what it is, and where its bytes are.
    private struct Found {
        let representation: StoredRepresentation
        /// The stretches of a range.
        let stretches: @Sendable (Range<Int>) -> [FileStretch]
    }

    private func find(_ file: String, of video: VideoName) async throws(Problem) -> Found {
        guard let recording = library.recording(named: video) else { throw .unknownRecording }
        guard recording.state != .recording else { throw .stillRecording(recording.stream.text) }
        if file == "video.mp4" { return try await film(of: recording) }
        // An escaped slash has become one: what is no name by itself leads elsewhere.
        guard let type = Self.type(of: file), VideoName(file) != nil else { throw .unknownVideoFile }
        let folder = library.folder(of: video)
        var count = await byteCount(of: file, in: folder)
        if count == nil, let picture = PictureShelf.Picture(file: file) {
            guard await pictures.make(picture, of: video) else { throw .noPicture }
            count = await byteCount(of: file, in: folder)
        }
        guard let count else { throw .unknownVideoFile }
        let representation = StoredRepresentation(
            type: type, byteCount: count, tag: Self.tag(video, count),
            cache: file.hasSuffix(".mp4") ? .forever : .seconds(3600))
        return Found(representation: representation) { range in
            [.file(path: folder.file(file), range: range)]
        }
    }

    private func byteCount(of file: String, in folder: RecordingFolder) async -> Int? {
        let count = try? await library.reader.run { () throws(FileError) in folder.byteCount(of: file) }
        return count ?? nil
    }

    private func film(of recording: Recording) async throws(Problem) -> Found {
        guard let (film, paths) = await films.film(of: recording.name) else { throw .unknownVideoFile }
        let isVideo = recording.tracks.contains { $0.kind == .video }
        let representation = StoredRepresentation(
            type: isVideo ? "video/mp4" : "audio/mp4", byteCount: film.byteCount,
            tag: Self.tag(recording.name, film.byteCount), cache: .forever)
        return Found(representation: representation) { range in
            let (head, extents) = film.pieces(in: range)
            return [.bytes(head)] + extents.map { .file(path: paths[$0.file], range: $0.range) }
        }
    }

    private func send(_ found: Found, to request: Request, _ responder: Responder) async {
        let (response, range) = found.representation.response(to: request)
        responder.respond(response)
        guard let range else { return }
        await FileStretch.send(found.stretches(range), to: responder, on: library.reader)
    }

    /// A recording that has ended never changes, and its name comes only once.
    private static func tag(_ video: VideoName, _ count: Int) -> EntityTag {
        EntityTag("\(video.text)-\(count)")
    }

    /// What a file is; `nil` for those that are not for viewers.
    private static func type(of file: String) -> String? {
        if file.hasSuffix(".m3u8") { return PlaylistPress.playlist }
        if file.hasSuffix(".mpd") { return PlaylistPress.manifest }
        if file.hasSuffix(".jpg") { return "image/jpeg" }
        if file.hasSuffix(".vtt") { return "text/vtt" }
        guard file.hasSuffix(".mp4") else { return nil }
        return file.hasPrefix("audio") ? "audio/mp4" : "video/mp4"
    }
}

extension Problem {
    static let unknownRecording = Problem(
        .notFound, title: "There is no such recording",
        detail: "GET /api/v1/recordings lists those there are.")
    fileprivate static let unknownVideoFile = Problem(
        .notFound, title: "The recording has no such file",
        detail:
            "It has index.m3u8 and manifest.mpd, what these name, video.mp4, and the pictures poster.jpg and sprite.vtt."
    )
    fileprivate static let noPicture = Problem(
        .notFound, title: "There is no picture of this recording",
        detail: "It has none, or what it has cannot be decoded here.", retryAfter: .seconds(60))

    fileprivate static func stillRecording(_ stream: String) -> Problem {
        Problem(
            .conflict, title: "The recording is still being made",
            detail: "Until it ends the stream can be watched at /hls/\(stream)/index.m3u8.",
            retryAfter: .seconds(10))
    }
}
