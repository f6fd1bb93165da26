/// Reads values of a scenario and collects every mistake, so that they are told in one go.
///
/// A value that is wrong reads as something harmless: who finds mistakes in the end throws the result away.
struct ScenarioReader {
    /// What was wrong so far.
    private(set) var mistakes: [ScenarioMistake] = []

    /// An object whose members are read one after the other.
    struct Table {
        /// The key with those around it.
        let key: String
        let line: Int
        let members: [JSONValue.Member]

        /// The key of a member.
        func key(of name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }

        subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
    }

    /// Notes that a value is not what it should be.
    mutating func refuse(_ value: JSONValue, _ key: String, accepts: String) {
        refuse(line: value.line, key, found: "\(value.kind) is not right", accepts: accepts)
    }

    mutating func refuse(line: Int, _ key: String, found: String, accepts: String) {
        mistakes.append(ScenarioMistake(line: line, key: key, found: found, accepts: accepts))
    }

    /// An object that has none but these members, each at most once.
    mutating func table(_ value: JSONValue, _ key: String, members names: [String]) -> Table? {
        guard let members = value.members else {
            refuse(value, key, accepts: "an object with \(names.joined(separator: ", "))")
            return nil
        }
        let table = Table(key: key, line: value.line, members: members)
        var seen: Set<String> = []
        for member in members {
            if !names.contains(member.name) {
                refuse(
                    line: member.value.line, table.key(of: member.name), found: "there is no such key",
                    accepts: names.joined(separator: ", "))
            } else if !seen.insert(member.name).inserted {
                refuse(
                    line: member.value.line, table.key(of: member.name), found: "it is there twice",
                    accepts: "one")
            }
        }
        return table
    }

    /// A member that must be there.
    mutating func required<Value>(
        _ name: String, in table: Table, accepts: String, _ read: (JSONValue) -> Value?
    ) -> Value? {
        guard table[name] != nil else {
            refuse(line: table.line, table.key(of: name), found: "it is missing", accepts: accepts)
            return nil
        }
        return optional(name, in: table, accepts: accepts, read)
    }

    /// A member that may be there.
    mutating func optional<Value>(
        _ name: String, in table: Table, accepts: String, _ read: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = table[name] else { return nil }
        let result = read(value)
        if result == nil { refuse(value, table.key(of: name), accepts: accepts) }
        return result
    }

    static let timeAccepted = "a time such as \"500ms\", \"30s\", \"5m\" or \"1h\""

    /// A time that must be there.
    mutating func time(_ name: String, in table: Table) -> Duration {
        required(name, in: table, accepts: Self.timeAccepted, Self.time) ?? .zero
    }

    /// A time with its unit, up to a day.
    static func time(_ value: JSONValue) -> Duration? {
        guard let text = value.string else { return nil }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let units: [String: Double] = ["us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600]
        guard let number = Double(digits), let unit = units[String(text.dropFirst(digits.count))],
            number * unit <= 86_400
        else { return nil }
        return .microseconds(Int64((number * unit * 1e6).rounded()))
    }

    static let shareAccepted = "a share such as \"2%\" or 0.02"

    /// A share, 0 to 1.
    static func share(_ value: JSONValue) -> Double? {
        if let text = value.string {
            guard text.hasSuffix("%"), let percent = Double(text.dropLast()), 0...100 ~= percent else {
                return nil
            }
            return percent / 100
        }
        return value.number.flatMap { 0...1 ~= $0 ? $0 : nil }
    }

    static let rateAccepted = "a rate such as \"800kbps\" or \"5Mbps\""

    /// Bits a second.
    static func rate(_ value: JSONValue) -> Int? {
        guard let text = value.string else { return nil }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let units: [String: Double] = ["bps": 1, "kbps": 1e3, "Mbps": 1e6, "Gbps": 1e9]
        guard let number = Double(digits), let unit = units[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let rate = number * unit
        return 1...1e12 ~= rate ? Int(rate) : nil
    }
}
