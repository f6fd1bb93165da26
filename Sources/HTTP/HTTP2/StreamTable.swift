/// The open streams of one connection, found by their number.
///
/// There are few (SETTINGS_MAX_CONCURRENT_STREAMS) and most questions are about the one asked about before, so a
/// plain array that is searched from the last hit beats a hash table. An empty table holds no memory.
struct StreamTable {
    /// The streams, in no order.
    private(set) var streams: [HTTP2Stream] = []
    /// Where the last search ended.
    private var recent = 0

    /// How many streams a busy client opens at once: room for them is made in one go.
    private static let usualCapacity = 8

    /// How many streams are open.
    var count: Int { streams.count }

    /// Whether none is.
    var isEmpty: Bool { streams.isEmpty }

    /// The places of all streams.
    var indices: Range<Int> { streams.indices }

    /// The stream at a place that `index(of:)` gave. Places hold until a stream is removed.
    subscript(index: Int) -> HTTP2Stream {
        get { streams[index] }
        _modify { yield &streams[index] }
    }

    /// Adds a stream.
    mutating func insert(_ stream: HTTP2Stream) {
        recent = streams.count
        if streams.isEmpty { streams.reserveCapacity(Self.usualCapacity) }
        streams.append(stream)
    }

    /// The place of the stream called `id`, or `nil`.
    mutating func index(of id: Int32) -> Int? {
        if recent < streams.count, streams[recent].id == id { return recent }
        guard let found = streams.firstIndex(where: { $0.id == id }) else { return nil }
        recent = found
        return found
    }

    /// Takes a stream out.
    mutating func remove(at place: Int) {
        let last = streams.removeLast()
        if place < streams.count { streams[place] = last }
        if streams.isEmpty { streams = [] }
    }
}
