import Testing

/// What no file of the tree may hold.
@Suite struct TreeTests {
    /// Places of the machine somebody worked on, taken apart so that this file does not hold them.
    private static let places = ["/wo" + "rk/", "/tmp/" + "wt", "/ho" + "me/", "/ro" + "ot/"]

    /// The lines of `text` that name such a place.
    private static func lines(in text: String) -> [Int] {
        guard places.contains(where: text.contains) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            index, line in
            places.contains { line.contains($0) } ? index + 1 : nil
        }
    }

    @Test("no file names a place on somebody's machine")
    func workplaces() {
        let files = Repository.files
        #expect(files.contains("Package.swift") && files.contains(".ci/run"))
        for path in files {
            for line in Self.lines(in: Repository.text(of: path)) {
                Issue.record("\(path):\(line): a path of somebody's machine")
            }
        }
    }

    @Test("such a name is found")
    func planted() {
        #expect(Self.lines(in: "a\ncd /wo" + "rk/main\n") == [2])
        #expect(Self.lines(in: "a/works/b") == [])
    }

    private static let promises = Rule { file in
        file.comments.sorted { $0.key < $1.key }.compactMap { line, comment in
            let words = comment.split { !$0.isLetter }
            guard let word = ["TODO", "FIXME", "XXX", "HACK"].first(where: { words.contains($0[...]) }) else {
                return nil
            }
            return file.violation(line, "\(word): do it, or write an issue")
        }
    }

    @Test("no comment promises what the code does not do")
    func noPromises() {
        Self.promises.expectHeld(in: Repository.sources)
    }

    @Test("a promise is found")
    func plantedPromise() {
        #expect(Self.promises.lines(in: "// TODO: later\nlet todo = \"TODO\"  // \\u00XXXX\n") == [1])
    }
}
