import Foundation
import HTTP
import Testing

@testable import Signaling

/// Server and schema say the same: neither can change without the other.
struct SchemaTests {
    private static let schema = Schema.signaling

    @Test("the schema lists what the server reads and writes")
    func types() {
        #expect(Self.schema.types(of: "fromClient") == ClientMessage.types)
        #expect(Self.schema.types(of: "fromServer") == ServerMessage.types)
    }

    @Test("a message that keeps the schema is read", arguments: ClientMessage.types)
    func read(type: String) {
        for message in Self.samples(of: type) {
            #expect(Self.schema.fault(of: message, by: Self.schema.message(type, of: "fromClient")) == nil)
            #expect(Self.mistake(in: message) == nil, "\(message.written)")
        }
    }

    @Test("fields that the schema does not have are ignored", arguments: ClientMessage.types)
    func unknownFields(type: String) {
        for message in Self.samples(of: type) {
            #expect(Self.mistake(in: message.with("later", .object([.init("x", .null)]))) == nil)
        }
    }

    @Test("a field that must be there and is not is named", arguments: ClientMessage.types)
    func missingFields(type: String) {
        for message in Self.samples(of: type, isFull: [false]) {
            for name in message.names {
                #expect(Self.mistake(in: message.with(name, nil))?.field == name, "\(type) without \(name)")
            }
        }
    }

    @Test("a field that breaks the schema is named", arguments: ClientMessage.types)
    func wrongFields(type: String) {
        let rule = Self.schema.message(type, of: "fromClient")
        for message in Self.samples(of: type) {
            for name in message.names where name != "type" {
                for value in Self.values {
                    let changed = message.with(name, value)
                    let fault = Self.schema.fault(of: changed, by: rule)
                    // What is null is as good as absent, and what need not be there may be. JSON Schema has no word
                    // for how long any value may be.
                    if value == .null || (name == "data" && value.written.utf8.count > 4096) { continue }
                    let mistake = Self.mistake(in: changed)
                    #expect(
                        mistake?.field.map { ".\($0)" } == fault,
                        "\(type).\(name) as \(value.written.prefix(80))"
                    )
                }
            }
        }
    }

    @Test("the fields of an object inside are named with it")
    func innerFields() {
        let hello = "{\"type\":\"hello\",\"id\":1,\"version\":1,\"resume\":"
        #expect(Self.mistake("\(hello){\"session\":\"x\",\"seq\":1}}")?.field == "resume.session")
        #expect(
            Self.mistake("\(hello){\"session\":\"0123456789abcdef0123456789abcdef\"}}")?.field == "resume.seq"
        )
    }

    @Test("one source is named, and only one")
    func source() {
        let subscribe = "{\"type\":\"subscribe\",\"id\":1,\"sdp\":\"x\""
        #expect(Self.mistake("\(subscribe)}")?.field == "participant")
        #expect(
            Self.mistake("\(subscribe),\"stream\":\"a\",\"participant\":\"abcdefghjk\"}")?.field
                == "participant")
    }

    @Test(
        "what is wrong with a track is named",
        arguments: [
            ("7", "tracks[]"), ("{}", "tracks[].mid"), ("{\"mid\":\"0\"}", "tracks[].participant"),
            ("{\"mid\":\"0\",\"stream\":\".\"}", "tracks[].stream"),
            ("{\"mid\":\"\",\"stream\":\"a\"}", "tracks[].mid"),
            ("{\"mid\":\"0\",\"stream\":\"a\",\"participant\":\"abcdefghjk\"}", "tracks[].participant"),
            ("{\"mid\":\"0\",\"stream\":\"a\"},{\"mid\":\"0\",\"stream\":\"b\"}", "tracks"),
            ("{\"mid\":\"0\",\"stream\":\"a\"}", nil),
        ] as [(String, String?)])
    func tracks(written: String, field: String?) {
        let subscribe = "{\"type\":\"subscribe\",\"id\":1,\"sdp\":\"x\",\"tracks\":[\(written)]"
        #expect(Self.mistake("\(subscribe)}")?.field == field)
        #expect(Self.mistake("\(subscribe),\"media\":\"m1\"}")?.field == field)
        let mixed = Self.mistake("\(subscribe),\"stream\":\"b\"}")?.field
        #expect(mixed == "participant" || mixed == "tracks[]")
    }

    @Test("a new connection is opened with one track at least, and goes on only where it has tracks")
    func connection() {
        let subscribe = "{\"type\":\"subscribe\",\"id\":1,\"sdp\":\"x\""
        #expect(Self.mistake("\(subscribe),\"tracks\":[]}")?.field == "tracks")
        #expect(Self.mistake("\(subscribe),\"tracks\":[],\"media\":\"m1\"}") == nil)
        #expect(Self.mistake("\(subscribe),\"stream\":\"a\",\"media\":\"m1\"}")?.field == "media")
    }

    @Test(
        "what is no object, or has no type that there is, is told",
        arguments: [
            ("", nil), ("[]", nil), ("{", nil), ("7", nil), ("{}", "type"), ("{\"type\":7,\"id\":1}", "type"),
            ("{\"type\":\"fly\",\"id\":1}", "type"), ("{\"type\":\"fly\"}", "id"),
        ] as [(String, String?)])
    func unreadable(text: String, field: String?) {
        #expect(Self.mistake(text) != nil)
        #expect(Self.mistake(text)?.field == field)
    }

    @Test("the schema's lists of messages are complete")
    func lists() throws {
        for (list, side) in [("client", "fromClient"), ("server", "fromServer")] {
            guard case .array(let entries) = Self.schema.document["$defs"]?[list]?["oneOf"] else {
                Issue.record("there is no list of what the \(list) says")
                continue
            }
            let types = entries.map { $0.text("$ref")?.split(separator: "/").last.map(String.init) }
            #expect(types == Self.schema.types(of: side))
        }
    }

    @Test("PROTOCOL.md speaks of every message, and of every capability")
    func document() throws {
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized
        let text = try String(
            contentsOf: root.appending(path: "signaling/PROTOCOL.md"), encoding: .utf8)
        for type in ClientMessage.types + ServerMessage.types + Capability.allCases.map(\.rawValue) {
            #expect(text.contains("`\(type)`"), "\(type)")
        }
    }

    // MARK: Parts

    private static func samples(of type: String, isFull: [Bool] = [true, false]) -> [JSONValue] {
        isFull.flatMap { schema.samples(of: type, isFull: $0) }
    }

    /// Values of every kind, and some at the edges.
    private static let values: [JSONValue] = [
        .null, .bool(false), .number(0), .number(1), .number(-1), .number(1.5), .number(2_592_001),
        .number(9_007_199_254_740_994), .string(""), .string("x"), .string("abcdefghjk"), .string("host"),
        .string("audio"), .string("screen"), .string("hello"), .string(" "), .string("ä"),
        .string(String(repeating: "x", count: 17)), .string(String(repeating: "x", count: 65)),
        .string(String(repeating: "ä", count: 257)), .string(String(repeating: "x", count: 200_001)),
        .array([]), .object([]),
    ]

    private static func mistake(in message: JSONValue) -> MessageMistake? { mistake(message.written) }

    private static func mistake(_ text: String) -> MessageMistake? {
        if case .failure(let mistake) = ClientRequest(text).message { mistake } else { nil }
    }
}
