/// A declaration, as far as its first line tells.
struct Declaration: Hashable {
    /// The keyword: `func`, `struct`, `let` …
    var keyword: String
    /// What it is called; `init` and `subscript` are called so.
    var name: String
    /// Whether other modules see it.
    var isPublic: Bool
    /// The line it begins in, behind its attributes.
    var line: Int
    /// How many braces are open around it.
    var depth: Int
    /// Whether it is a requirement of a public protocol, which other modules see without the word.
    var isRequirement: Bool
}

extension SourceFile {
    /// Every declaration that begins a line, apart from imports, extensions and local variables' patterns.
    var declarations: [Declaration] {
        var found: [Declaration] = []
        var depth = 0
        // The depths inside the braces of public protocols that are open here.
        var protocols: [Int] = []
        for line in lines.keys.sorted() {
            let tokens = lines[line] ?? []
            let (keyword, name, isPublic) = Self.declaration(in: tokens)
            if let keyword {
                let isRequirement = protocols.last == depth
                found.append(
                    Declaration(
                        keyword: keyword, name: name, isPublic: isPublic, line: line, depth: depth,
                        isRequirement: isRequirement))
                if keyword == "protocol", isPublic { protocols.append(depth + 1) }
            }
            depth += tokens.reduce(0) { $0 + ($1.text == "{" ? 1 : $1.text == "}" ? -1 : 0) }
            while let last = protocols.last, depth < last, tokens.contains(where: { $0.text == "}" }) {
                protocols.removeLast()
            }
        }
        return found
    }

    /// Keywords that begin a type.
    static let typeKeywords: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    private static let keywords: Set = typeKeywords.union([
        "func", "var", "let", "init", "subscript", "associatedtype", "macro", "operator",
    ])
    private static let modifiers: Set = [
        "public", "open", "package", "internal", "private", "fileprivate", "static", "final", "mutating",
        "nonmutating", "nonisolated", "consuming", "borrowing", "override", "indirect", "convenience",
        "required", "lazy", "weak", "unowned", "isolated", "dynamic", "prefix", "postfix", "infix",
    ]

    /// What the tokens of a line declare, when they begin with a declaration.
    private static func declaration(in tokens: [Token]) -> (String?, name: String, isPublic: Bool) {
        var rest = tokens[...]
        var isPublic = false
        while let first = rest.first {
            if first.text == "@" {
                rest = rest.dropFirst(2)
                if rest.first?.text == "(", rest.first?.isGlued == true { rest = dropParentheses(rest) }
            } else if first.text == "class",
                modifiers.union(keywords).contains(rest.dropFirst().first?.text ?? "")
            {
                rest = rest.dropFirst()
            } else if modifiers.contains(first.text) {
                if rest.dropFirst().first?.text == "(" {
                    // `private(set)` says nothing about who may read.
                    rest = dropParentheses(rest.dropFirst())
                } else {
                    isPublic = isPublic || first.text == "public" || first.text == "open"
                    rest = rest.dropFirst()
                }
            } else {
                break
            }
        }
        guard let keyword = rest.first?.text, keywords.contains(keyword) else { return (nil, "", false) }
        guard keyword != "init", keyword != "subscript" else { return (keyword, keyword, isPublic) }
        return (keyword, rest.dropFirst().first?.text ?? "", isPublic)
    }

    /// What follows the parenthesis that closes the one `tokens` begins with.
    private static func dropParentheses(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
        var depth = 0
        for (index, token) in zip(tokens.indices, tokens) {
            if token.text == "(" { depth += 1 }
            if token.text == ")" { depth -= 1 }
            if depth == 0 { return tokens[(index + 1)...] }
        }
        return []
    }
}
