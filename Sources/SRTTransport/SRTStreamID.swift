internal import Bytes

/// What a caller wants, as it says in its stream ID.
///
///     publish:NAME?key=KEY                       as short as it can be, and as other servers have it
///     #!::m=publish,r=NAME,starling_key=KEY      SRT access control, "General Syntax"
///     read:NAME
///
/// Behind a question mark, in both, are `key`, and `program`: the number of the one that is wanted of a transport stream
/// with several.
public struct SRTStreamID: Hashable, Sendable {
    /// What is to be done with the stream.
    public enum Mode: Hashable, Sendable {
        case publish, read
    }

    /// What is to be done with it.
    public let mode: Mode
    /// The stream's name.
    public let name: String
    /// The key to it.
    public let key: String?
    /// Which program is wanted.
    public let program: UInt16?

    /// How long stream IDs are at most (SRT access control, "Character encoding").
    static let mostOctets = 512

    /// Reads one; `nil` when it cannot be read.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.mostOctets else { return nil }
        var (mode, resource): (Mode?, Substring) = (nil, "")
        var given: [String: String] = [:]
        if text.hasPrefix("#!::") {
            for pair in text.dropFirst(4).split(separator: ",") {
                let (key, value) = Self.split(pair, at: "=")
                given[String(key)] = String(value)
            }
            guard given["t"] == nil || given["t"] == "stream" else { return nil }
            // A request is what is meant where nothing is said.
            mode = ["publish": .publish, "request": .read][given["m"] ?? "request"]
            resource = Substring(given["r"] ?? "")
        } else {
            let (verb, rest) = Self.split(Substring(text), at: ":")
            mode = ["publish": .publish, "read": .read][String(verb)]
            resource = rest
        }
        guard let mode, !resource.isEmpty else { return nil }
        let (name, query) = Self.split(resource, at: "?")
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let (key, value) = Self.split(pair, at: "=")
            parameters[String(key)] = parameters[String(key)] ?? String(value).decodingPercents
        }
        self.mode = mode
        self.name = String(name)
        key = parameters["key"] ?? parameters["token"] ?? given["starling_key"]
        guard let number = parameters["program"] ?? given["starling_program"] else {
            program = nil
            return
        }
        guard let number = UInt16(number), number > 0 else { return nil }
        program = number
    }

    /// What is before a character, and what is behind it.
    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring) {
        let place = text.firstIndex(of: mark) ?? text.endIndex
        return (text[..<place], text[place...].dropFirst())
    }
}
