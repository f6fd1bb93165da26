/// The lines of the session level, or of one m= section, in their order.
struct Lines: Hashable, Sendable {
    /// All of them.
    private(set) var all: [Line] = []

    /// Whether the attribute `name` is there, with or without a value.
    func has(_ name: String) -> Bool {
        all.contains { $0.name == name }
    }

    /// The first attribute of a kind, or `nil` when there is none; throws when it is there and malformed.
    func first<Value: Attribute>(_ type: Value.Type) throws(SDPError) -> Value? {
        guard let line = all.first(where: { $0.name == Value.name }) else { return nil }
        return try read(line)
    }

    /// Every attribute of a kind; throws at the first malformed one.
    func every<Value: Attribute>(_ type: Value.Type) throws(SDPError) -> [Value] {
        var values: [Value] = []
        for line in all where line.name == Value.name {
            values.append(try read(line))
        }
        return values
    }

    /// Every attribute of a kind that is well-formed. For those that a session can do without: candidates of
    /// kinds we do not know, feedback, source descriptions.
    func readable<Value: Attribute>(_ type: Value.Type) -> [Value] {
        all.compactMap { $0.name == Value.name ? Value($0.value ?? "") : nil }
    }

    /// Adds a line.
    mutating func append(_ line: Line) {
        all.append(line)
    }

    /// Adds an attribute.
    mutating func append(_ attribute: some Attribute) {
        append(Line(attribute: type(of: attribute).name, attribute.value))
    }

    /// The same lines, each as `change` makes it, without those of which it makes nothing.
    func mapped(_ change: (Line) -> Line?) -> Lines {
        var lines = Lines()
        lines.all = all.compactMap(change)
        return lines
    }

    /// Adds an attribute that has no value.
    mutating func append(flag name: String) {
        append(Line(attribute: name))
    }

    private func read<Value: Attribute>(_ line: Line) throws(SDPError) -> Value {
        guard let value = Value(line.value ?? "") else { throw line.malformed(expected: Value.grammar) }
        return value
    }
}

extension [Lines] {
    /// The attribute at the first of these levels that has it: a section's own word goes before the session's.
    func first<Value: Attribute>(_ type: Value.Type) throws(SDPError) -> Value? {
        for level in self {
            if let value = try level.first(type) { return value }
        }
        return nil
    }
}
