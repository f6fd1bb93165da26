import Foundation
import HTTP
import Simulation

/// `protocol.schema.json`, as far as it goes: judges messages, and makes them up.
struct Schema {
    /// The document.
    let document: JSONValue
    /// Whether patterns are looked at, which costs a hundred times all else.
    let looksAtPatterns: Bool

    /// The protocol's.
    static let signaling = Schema(looksAtPatterns: true)
    /// The same but for patterns, for what judges thousands of messages.
    static let quick = Schema(looksAtPatterns: false)

    private init(looksAtPatterns: Bool) {
        self.looksAtPatterns = looksAtPatterns
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../../..").standardized
        let file = root.appending(path: "signaling/protocol.schema.json")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        document = JSONValue(text, depth: 32) ?? .null
    }

    /// The names of the messages from one side.
    func types(of side: String) -> [String] { document["$defs"]?[side]?.names ?? [] }

    /// What a message from one side must be.
    func message(_ type: String, of side: String) -> JSONValue {
        document["$defs"]?[side]?[type] ?? .null
    }

    /// What `rule` says, wherever that is written.
    func resolve(_ rule: JSONValue) -> JSONValue {
        guard case .string(let path) = rule["$ref"] else { return rule }
        let found = path.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
        return resolve(found)
    }

    // MARK: Judging

    /// Where a value breaks a rule; `nil` when it does not.
    func fault(of value: JSONValue, by rule: JSONValue, at path: String = "") -> String? {
        let rule = resolve(rule)
        if let wanted = rule["const"], wanted != value { return path }
        if case .array(let choices) = rule["enum"], !choices.contains(value) { return path }
        guard case .string(let type) = rule["type"] else { return nil }
        switch (type, value) {
        case ("object", .object(let members)): return fault(ofMembers: members, by: rule, at: path)
        case ("array", .array(let values)):
            return values.lazy.compactMap { fault(of: $0, by: rule["items"] ?? .null, at: path + "[]") }.first
        case ("string", .string(let text)): return isSound(text, by: rule) ? nil : path
        case ("integer", .number(let number)):
            let isInRange =
                number >= rule.number("minimum") ?? number && number <= rule.number("maximum") ?? number
            return number == number.rounded() && isInRange ? nil : path
        case ("boolean", .bool): return nil
        default: return path
        }
    }

    private func fault(ofMembers members: [JSONValue.Member], by rule: JSONValue, at path: String) -> String?
    {
        let names = members.map(\.name)
        if case .array(let required) = rule["required"] {
            for case .string(let name) in required where !names.contains(name) { return "\(path).\(name)" }
        }
        for member in members {
            if let inner = rule["properties"]?[member.name] {
                if let fault = fault(of: member.value, by: inner, at: "\(path).\(member.name)") {
                    return fault
                }
            } else if rule["additionalProperties"] == .bool(false) {
                return "\(path).\(member.name)"
            }
        }
        return nil
    }

    private func isSound(_ text: String, by rule: JSONValue) -> Bool {
        let count = Double(text.utf8.count)
        guard count >= rule.number("minLength") ?? 0, count <= rule.number("maxLength") ?? count else {
            return false
        }
        guard looksAtPatterns, case .string(let pattern) = rule["pattern"] else { return true }
        return (try? Regex(pattern).wholeMatch(in: text)) != nil
    }

    // MARK: Making up

    /// A value that keeps a rule, with all that may be in it or with no more than must be.
    func sample(of rule: JSONValue, isFull: Bool = true) -> JSONValue {
        let rule = resolve(rule)
        if let value = rule["const"] { return value }
        if case .array(let choices) = rule["enum"] { return choices.first ?? .null }
        guard case .string(let type) = rule["type"] else { return .array([.number(1), .string("x")]) }
        switch type {
        case "object":
            var required: [String] = []
            if case .array(let names) = rule["required"] {
                for case .string(let name) in names { required.append(name) }
            }
            let properties = rule["properties"]?.members ?? []
            return .object(
                properties.filter { isFull || required.contains($0.name) }
                    .map { .init($0.name, sample(of: $0.value, isFull: isFull)) })
        case "array": return .array([sample(of: rule["items"] ?? .null, isFull: isFull)])
        case "string": return .string(Self.text(for: rule))
        case "integer": return .number(max(rule.number("minimum") ?? 0, 1))
        case "boolean": return .bool(true)
        default: return .null
        }
    }

    /// Messages of a type of the client's that keep the schema and the rules that it has no words for: with all that may be
    /// in them, or with no more than must be.
    func samples(of type: String, isFull: Bool) -> [JSONValue] {
        let sample = sample(of: message(type, of: "fromClient"), isFull: isFull)
        guard type == "subscribe" else { return [sample] }
        // It wants one of three fields, and a media session only with the last.
        let plain = sample.with("tracks", nil).with("media", nil)
        let (stream, participant) = (JSONValue.string("main"), JSONValue.string("abcdefghjk"))
        let one = plain.with("stream", nil).with("participant", participant)
        guard isFull else { return [one] }
        let tracks: [JSONValue] = [
            .object([.init("mid", .string("0")), .init("stream", stream)]),
            .object([.init("mid", .string("1")), .init("participant", participant)]),
        ]
        return [
            plain.with("participant", nil).with("stream", stream), one,
            sample.with("stream", nil).with("participant", nil).with("tracks", .array(tracks)),
        ]
    }

    private static func text(for rule: JSONValue) -> String {
        guard case .string(let pattern) = rule["pattern"] else { return "x" }
        if pattern.hasPrefix("^[0-9a-f]{32}") { return "0123456789abcdef0123456789abcdef" }
        return pattern.contains("{10}$") ? "abcdefghjk" : "main"
    }
}

extension JSONValue {
    /// The members, if it is an object.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// Their names.
    var names: [String] { members.map(\.name) }

    /// A member that is a number.
    func number(_ name: String) -> Double? {
        if case .number(let number) = self[name] { number } else { nil }
    }

    /// A member that is a text.
    func text(_ name: String) -> String? {
        if case .string(let text) = self[name] { text } else { nil }
    }

    /// The same object with a member in place of that of its name, or without it.
    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        .object(members.filter { $0.name != name } + (value.map { [Member(name, $0)] } ?? []))
    }

    /// The text of it.
    var written: String { String(decoding: JSONText(self).bytes, as: UTF8.self) }
}
