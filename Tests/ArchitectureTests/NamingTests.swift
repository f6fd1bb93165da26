import Testing

/// What types and files are called.
@Suite struct NamingTests {
    /// Words that say a type has two jobs.
    private static let empty: Set = [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Misc", "Base",
        "Impl", "Info",
    ]

    private static let names = Rule { file in
        file.declarations.filter { SourceFile.typeKeywords.contains($0.keyword) }.compactMap { type in
            if let word = words(of: type.name).first(where: empty.contains) {
                return file.violation(type.line, "\(type.name) is called \(word)")
            }
            guard type.name == file.module else { return nil }
            return file.violation(type.line, "\(type.name) carries its module's name, which it shadows")
        }
    }

    /// `DataBase` is `Data` and `Base`, `Database` is one word.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        for letter in name {
            if letter.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(letter)
        }
        return words
    }

    @Test("no type has a name that says nothing, or its module's")
    func types() {
        Self.names.expectHeld(in: Repository.sources)
    }

    @Test("an empty name is found")
    func plantedNames() {
        let text =
            "struct ClientManager {}\nfinal class Database {}\nenum PeerInfo { case a }\nprotocol BaseURL {}\n"
        #expect(Self.names.lines(in: text) == [1, 3, 4])
        #expect(Self.names.lines(in: "struct Pool { struct Info {} }\npublic enum HTTP {}\n") == [2])
        #expect(Self.names.lines(in: "struct Pool {\n    struct Info {}\n}\n") == [2])
    }

    /// Files whose public types are read together, and why.
    private static let families: Set = [
        // The seam between protocol, service and shell: what one side says and the other takes.
        "Sources/HTTP/Server/Answer.swift", "Sources/HTTP/Server/ConnectionCore.swift",
        "Sources/HTTP/Server/Responder.swift", "Sources/HTTP/WebSocket/WebSocket.swift",
        // What a loop asks of those who live on it.
        "Sources/Runtime/Loop/EventLoop.swift", "Sources/Runtime/Loop/Poller.swift",
        "Sources/Runtime/Sockets/StreamCore.swift", "Sources/Runtime/Sockets/TCPListener.swift",
        // A set and its member; values of one agreement.
        "Sources/RTP/Extensions/HeaderExtensions.swift", "Sources/SDP/Negotiation/NegotiatedSession.swift",
        "Sources/SDP/Negotiation/MediaSources.swift", "Sources/SDP/Description/MediaLine.swift",
        "Sources/SDP/Codecs/VideoParameters.swift", "Sources/SDP/Attributes/Setup.swift",
        "Sources/SDP/Attributes/HeaderExtension.swift",
    ]

    private static let files = Rule { file in
        let types = file.declarations.filter {
            $0.depth == 0 && $0.isPublic && SourceFile.typeKeywords.contains($0.keyword)
        }
        guard !families.contains(file.path), let first = types.first else { return [] }
        let named = file.name.split(separator: "+").first.map(String.init) ?? ""
        return types.filter { $0.name != named }.map { type in
            file.violation(
                type.line,
                types.count == 1
                    ? "\(type.name) is alone in a file called \(file.name)"
                    : "\(type.name) shares a file with \(first.name)")
        }
    }

    @Test("a public type has a file of its own, named after it")
    func oneTypeAFile() {
        // The main file of an executable holds its entry point.
        Self.files.expectHeld(in: Repository.sources.filter { $0.name != "main" })
    }

    @Test("a second type, and a file named otherwise, are found")
    func plantedFiles() {
        let text = "public struct Planted {}\nstruct Small {}\npublic enum Other {}\n"
        #expect(Self.files.lines(in: text) == [3])
        #expect(Self.files.lines(in: text, path: "Sources/HTTP/Else.swift") == [1, 3])
        #expect(
            Self.files.lines(in: "public struct A {\n    public struct B {}\n}\n", path: "S/A.swift") == [])
        #expect(Self.files.lines(in: "extension A {\n    public struct B {}\n}\n", path: "S/A+B.swift") == [])
    }

    @Test("a file of five hundred lines makes us look for the second thing it does")
    func length() {
        for file in Repository.sources where file.lineCount > 500 {
            Issue.record("\(file.path) has \(file.lineCount) lines", severity: .warning)
        }
    }
}
