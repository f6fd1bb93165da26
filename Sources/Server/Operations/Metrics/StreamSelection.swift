import SFU

/// The streams that `/metrics` tells of one by one, and all others as one.
///
/// Prometheus keeps every label's value that it ever saw, and names of streams come from clients, so there is a limit.
struct StreamSelection: Sendable {
    /// Those with the most viewers, by name among equals.
    let named: [StreamNumbers]
    /// How many others there are.
    let restCount: Int
    /// Those together; only their audiences and their rates mean anything.
    let restAudience: AudienceNumbers?
    /// How much comes in of them.
    let restBitsPerSecond: UInt64

    /// How the others are called. No stream can be: names have no parentheses.
    static let restName = "(others)"

    /// A choice of at most `limit` streams.
    init(_ streams: some Collection<StreamNumbers>, limit: Int) {
        let sorted = streams.sorted {
            ($1.audience.viewers, $0.name) < ($0.audience.viewers, $1.name)
        }
        named = Array(sorted.prefix(limit))
        let rest = sorted.dropFirst(limit)
        restCount = rest.count
        restAudience = rest.first.map { first in
            rest.dropFirst().reduce(into: first.audience) { $0.merge($1.audience) }
        }
        restBitsPerSecond = rest.reduce(0) { $0 + ($1.publication?.bitsPerSecond ?? 0) }
    }
}
