/// A Swift file, split into what the rules look at.
struct SourceFile {
    /// Where it is, from the top of the tree.
    let path: String
    /// The module it belongs to.
    let module: String
    /// How many lines it has.
    let lineCount: Int
    /// Its code.
    let tokens: [Token]
    /// The tokens that begin in each line that has any.
    let lines: [Int: [Token]]
    /// What the comments say, by line.
    let comments: [Int: String]

    /// The file at `path` with `text` in it.
    init(path: String, module: String, text: String) {
        let lexer = Lexer(text)
        self.path = path
        self.module = module
        lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") }
        tokens = lexer.tokens
        lines = Dictionary(grouping: lexer.tokens, by: \.line)
        comments = lexer.comments
    }

    /// The name without folders and `.swift`.
    var name: String {
        String((path.split(separator: "/").last ?? "").dropLast(".swift".count))
    }

    /// Something wrong in this file.
    func violation(_ line: Int, _ complaint: String) -> Violation {
        Violation(path: path, line: line, complaint: complaint)
    }

    /// Whether a comment stands in `line` or just above the statement that it is part of.
    func isExplained(at line: Int) -> Bool {
        (max(line - 3, 1)...line).contains { comments[$0] != nil }
    }
}

/// A place where a rule is broken.
struct Violation: Hashable, CustomStringConvertible {
    var path: String
    var line: Int
    var complaint: String

    var description: String { "\(path):\(line): \(complaint)" }
}
