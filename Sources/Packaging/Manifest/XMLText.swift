/// XML as it is written: elements with attributes, one inside the other.
struct XMLText {
    /// The text so far.
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    /// Writes an element; `children` writes what is in it.
    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], _ children: ((inout XMLText) -> Void)? = nil
    ) {
        open(name, attributes)
        guard let children else {
            text += "/>\n"
            return
        }
        text += ">\n"
        depth += 1
        children(&self)
        depth -= 1
        text += String(repeating: " ", count: depth) + "</\(name)>\n"
    }

    /// Writes an element that has a text and nothing else.
    mutating func element(_ name: String, text value: String) {
        open(name, [])
        text += ">" + Self.escaped(value) + "</\(name)>\n"
    }

    private mutating func open(_ name: String, _ attributes: [(String, String)]) {
        text += String(repeating: " ", count: depth) + "<\(name)"
        for (name, value) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
    }

    /// Scalar by scalar: with an accent behind it `&` is another `Character`.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { "&<\"".utf8.contains($0) }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
