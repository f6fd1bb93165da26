/// One m= line and the lines below it.
struct MediaSection: Hashable, Sendable {
    /// The m= line.
    var line: MediaLine
    /// What follows it, up to the next m= line.
    var lines: Lines

    /// A section with no lines yet.
    init(_ line: MediaLine) {
        self.line = line
        lines = Lines()
    }
}
