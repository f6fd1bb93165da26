internal import Bytes

/// Where a publisher wants to go, out of what it says in three places: the application of `connect`, the name of
/// `publish`, and the whole address in `tcUrl`.
///
///     rtmp://host:1935/live/stream?key=secret
///                      └app┘└─── name ────┘
///
/// OBS and others put what is behind a question mark into either, so both are read.
struct Address: Hashable, Sendable {
    /// What is before the question mark of the application and of the name.
    let application: String, name: String
    /// What is behind them, by name; the first of a name counts.
    let parameters: [String: String]

    init(application: String, name: String) {
        let (app, appQuery) = Self.split(application)
        let (stream, streamQuery) = Self.split(name)
        self.application = String(app.drop { $0 == "/" }).trimmingEnd("/")
        self.name = stream
        parameters = (streamQuery + appQuery).reduce(into: [:]) { all, pair in
            all[pair.name] = all[pair.name] ?? pair.value
        }
    }

    /// The host of an address such as `tcUrl`, without its port.
    static func host(of url: String) -> String? {
        guard let start = url.firstRange(of: "://")?.upperBound else { return nil }
        let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return String(host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" })
    }

    private static func split(_ text: String) -> (String, [(name: String, value: String)]) {
        guard let mark = text.firstIndex(of: "?") else { return (text, []) }
        let pairs = text[text.index(after: mark)...].split { $0 == "&" || $0 == "?" }.map { pair in
            let sign = pair.firstIndex(of: "=") ?? pair.endIndex
            return (String(pair[..<sign]), String(pair[sign...].dropFirst()).decodingPercents)
        }
        return (String(text[..<mark]), pairs)
    }
}

extension String {
    fileprivate func trimmingEnd(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
