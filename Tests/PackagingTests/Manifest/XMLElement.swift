/// An element of an XML document as ours are: elements and attributes, text only where nothing else is.
struct XMLElement {
    let name: String
    var attributes: [String: String] = [:]
    var text = ""
    var children: [XMLElement] = []

    /// Reads a document; `nil` when its elements are not closed as they were opened.
    init?(_ text: String) {
        var open: [XMLElement] = []
        var root: XMLElement?
        for match in text.matches(of: #/<(/?)([A-Za-z]+)((?:\s+[A-Za-z:]+="[^"<]*")*)\s*(/?)>([^<]*)/#) {
            if match.1 == "/" {
                guard let last = open.popLast(), last.name == String(match.2) else { return nil }
                if open.isEmpty { root = last } else { open[open.count - 1].children.append(last) }
                continue
            }
            var element = XMLElement(name: String(match.2))
            for pair in match.3.matches(of: #/([A-Za-z:]+)="([^"]*)"/#) {
                element.attributes[String(pair.1)] = String(pair.2)
            }
            if match.4.isEmpty {
                element.text = String(match.5)
                open.append(element)
            } else if open.isEmpty {
                root = element
            } else {
                open[open.count - 1].children.append(element)
            }
        }
        guard let root, open.isEmpty else { return nil }
        self = root
    }

    private init(name: String) { self.name = name }

    /// Its children of a name.
    func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// An attribute as a whole number.
    func number(_ name: String) -> Int? { attributes[name].flatMap { Int($0) } }
}
