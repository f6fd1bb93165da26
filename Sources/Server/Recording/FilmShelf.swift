import MP4
import Runtime

/// The films of recordings that were asked for lately: their tables are made once for all who load them in ranges.
actor FilmShelf {
    /// A film, and the paths of its files.
    typealias Film = (film: ProgressiveFile, paths: [String])

    /// All recordings.
    private let library: RecordingLibrary
    /// Films on their way or made, the last that was asked for at the end.
    private var films: [(name: VideoName, making: Task<Film?, Never>)] = []

    /// How many are kept: the tables of an hour take some 3 MB.
    private static let limit = 8

    init(_ library: RecordingLibrary) {
        self.library = library
    }

    /// The film of a recording that has ended; `nil` when there is nothing in it.
    func film(of name: VideoName) async -> Film? {
        let known = films.firstIndex { $0.name == name }.map { films.remove(at: $0).making }
        let making = known ?? make(name)
        films.append((name, making))
        if films.count > Self.limit { films.removeFirst() }
        let film = await making.value
        // What failed may work the next time.
        if film == nil { films.removeAll { $0.name == name } }
        return film
    }

    private func make(_ name: VideoName) -> Task<Film?, Never> {
        let folder = library.folder(of: name)
        let reader = library.reader
        return Task {
            (try? await reader.run { () throws(FileError) in try folder.film() }) ?? nil
        }
    }
}
