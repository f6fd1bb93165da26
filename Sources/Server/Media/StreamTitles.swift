import Platform
import Synchronization

/// What streams are called, for any loop to ask. A title belongs to a name, whoever publishes it and whether anybody does: it
/// stays until another is given, or the process ends. What participants of a stage send is called as the stage is.
final class StreamTitles: Sendable {
    /// How many are kept at most, so that a flood of them costs bounded memory. The one that was given first goes first.
    static let most = 10_000

    /// What is known.
    private struct Shelf {
        /// The titles, each with its place in the order in which they were given.
        var titles: [StreamName: (title: StreamTitle, place: UInt64)] = [:]
        /// The place of the next.
        var next: UInt64 = 0
    }

    private let shelf = Mutex(Shelf())

    /// What a stream is called, if anything.
    func title(of stream: StreamName) -> StreamTitle? {
        shelf.withLock { $0.titles[stream.stage]?.title }
    }

    /// A stream is called so from now on, or with `nil` nothing. O(`most`) while there are as many.
    func set(_ title: StreamTitle?, of stream: StreamName) {
        shelf.withLock { shelf in
            shelf.titles[stream.stage] = title.map { ($0, shelf.next) }
            shelf.next &+= 1
            guard shelf.titles.count > Self.most,
                let first = shelf.titles.min(by: { $0.value.place < $1.value.place })
            else { return }
            shelf.titles[first.key] = nil
        }
    }
}
