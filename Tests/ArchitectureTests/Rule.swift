import Testing

/// Something that holds for every source file, and how to find where it does not.
struct Rule: Sendable {
    /// Where `file` breaks the rule.
    let check: @Sendable (SourceFile) -> [Violation]

    /// The rule that `check` looks after.
    init(_ check: @escaping @Sendable (SourceFile) -> [Violation]) {
        self.check = check
    }

    /// Records every place among `files` that breaks the rule.
    func expectHeld(in files: [SourceFile], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!files.isEmpty, sourceLocation: sourceLocation)
        for violation in files.flatMap(check) {
            Issue.record("\(violation)", sourceLocation: sourceLocation)
        }
    }

    /// The lines of a made-up file that break the rule.
    func lines(in text: String, module: String = "HTTP", path: String = "Sources/HTTP/Planted.swift") -> [Int]
    {
        check(SourceFile(path: path, module: module, text: text)).map(\.line)
    }
}
