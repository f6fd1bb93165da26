extension Reading {
    /// Reads a file of `key = value` lines. `#` begins a comment at the start of a line or behind a space; a value
    /// that holds ` #` or has spaces at its ends stands in double quotes, in which `\"` and `\\` are escapes.
    init(file name: String, contents: String) {
        // A byte order mark comes from editors on Windows, and so do line ends with a carriage return.
        let text = contents.hasPrefix("\u{FEFF}") ? contents.dropFirst() : contents[...]
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let line = line.trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            read(line, at: .file(name, line: index + 1))
        }
    }

    /// Reads one line that is not a comment.
    private mutating func read(_ line: String, at origin: Origin) {
        guard let equals = line.firstIndex(of: "=") else {
            add(.notKeyValue, at: origin)
            return
        }
        let key = line[..<equals].trimmed
        guard let setting = Configuration.settingsByName[key] else {
            let nearest = key.nearest(in: Configuration.settings.map(\.name))
            add(.unknownKey(nearest: nearest), key: key.shortened(to: 100), at: origin)
            return
        }
        guard let value = Self.value(in: line[line.index(after: equals)...].trimmed) else {
            add(.malformedQuotes, key: key, at: origin)
            return
        }
        assign(value, to: setting, at: origin)
    }

    /// The value in what follows `=`, without quotes and comment; `nil` when its quotes are wrong.
    private static func value(in text: String) -> String? {
        if text.hasPrefix("\"") { return quotedValue(in: text.dropFirst()) }
        var before: Character = " "
        for index in text.indices {
            if text[index] == "#", before.isWhitespace { return text[..<index].trimmed }
            before = text[index]
        }
        return text
    }

    /// The value up to the closing quote, behind which only a comment may stand.
    private static func quotedValue(in text: Substring) -> String? {
        var value = ""
        var rest = text
        while let next = rest.popFirst() {
            if next == "\"" {
                let tail = rest.trimmed
                return tail.isEmpty || tail.hasPrefix("#") ? value : nil
            }
            guard next == "\\" else {
                value.append(next)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else { return nil }
            value.append(escaped)
        }
        return nil
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
