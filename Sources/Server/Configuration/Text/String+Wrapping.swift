extension String {
    /// The text's words in lines of at most `width` characters, each behind `indent`.
    func wrapped(to width: Int, indent: String = "") -> String {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, indent.count + line.count + 1 + word.count > width {
                lines.append(indent + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(indent + line)
        return lines.joined(separator: "\n")
    }
}
