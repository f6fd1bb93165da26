import HTTP

/// The fields of one message, read by name: each getter says what is wrong with its field. Those nobody asks for are
/// ignored, so that clients of a later version are understood. `null` is as good as absent.
struct MessageFields {
    /// The object.
    private let object: JSONValue
    /// What stands before the names of an inner object's fields.
    private let prefix: String

    /// The fields of a message.
    init(_ object: JSONValue, prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    private func value(_ name: String) -> JSONValue? {
        object[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// The rule that a field broke.
    func mistake(_ name: String, _ rule: String) -> MessageMistake {
        MessageMistake(prefix + name, rule)
    }

    /// A text of 1 to `longest` bytes in UTF-8.
    func text(_ name: String, upTo longest: Int) throws(MessageMistake) -> String {
        guard let text = try text(ifPresent: name, upTo: longest) else {
            throw mistake(name, "is missing")
        }
        return text
    }

    /// A text that need not be there.
    func text(ifPresent name: String, upTo longest: Int) throws(MessageMistake) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, (1...longest).contains(text.utf8.count) else {
            throw mistake(name, "must be a text of 1 to \(longest) bytes")
        }
        return text
    }

    /// A whole number.
    func whole(_ name: String, in range: ClosedRange<Int>) throws(MessageMistake) -> Int {
        guard let whole = try whole(ifPresent: name, in: range) else { throw mistake(name, "is missing") }
        return whole
    }

    /// A whole number that need not be there.
    func whole(ifPresent name: String, in range: ClosedRange<Int>) throws(MessageMistake) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
            throw mistake(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return whole
    }

    /// Yes or no.
    func flag(_ name: String) throws(MessageMistake) -> Bool {
        guard let flag = try flag(ifPresent: name) else { throw mistake(name, "is missing") }
        return flag
    }

    /// Yes or no, and need not be there.
    func flag(ifPresent name: String) throws(MessageMistake) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let flag) = value else { throw mistake(name, "must be true or false") }
        return flag
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, of type: Choice.Type
    ) throws(MessageMistake) -> Choice {
        guard let choice = try choice(ifPresent: name, of: type) else { throw mistake(name, "is missing") }
        return choice
    }

    /// One of a few words, which need not be there.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        ifPresent name: String, of type: Choice.Type
    ) throws(MessageMistake) -> Choice? {
        guard let value = value(name) else { return nil }
        guard case .string(let word) = value, let choice = Choice(rawValue: word) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw mistake(name, "must be one of \(words)")
        }
        return choice
    }

    /// A name of ours: a stream's, a participant's, a session's.
    func name<Name: LosslessStringConvertible>(
        _ name: String, as type: Name.Type, rule: String
    ) throws(MessageMistake) -> Name {
        guard let found = try self.name(ifPresent: name, as: type, rule: rule) else {
            throw mistake(name, "is missing")
        }
        return found
    }

    /// A name of ours that need not be there.
    func name<Name: LosslessStringConvertible>(
        ifPresent name: String, as type: Name.Type, rule: String
    ) throws(MessageMistake) -> Name? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let found = Name(text) else {
            throw mistake(name, "must be \(rule)")
        }
        return found
    }

    /// Several names of ours, each once, that need not be there.
    func names<Name: LosslessStringConvertible & Hashable>(
        ifPresent name: String, as type: Name.Type, upTo limit: Int, rule: String
    ) throws(MessageMistake) -> Set<Name>? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value, elements.count <= limit else {
            throw mistake(name, "must be a list of at most \(limit) \(rule)")
        }
        var names: Set<Name> = []
        for element in elements {
            guard case .string(let text) = element, let found = Name(text) else {
                throw mistake(name, "must hold nothing but \(rule)")
            }
            names.insert(found)
        }
        return names
    }

    /// Any value whose text has at most so many bytes.
    func anything(_ name: String, upTo longest: Int) throws(MessageMistake) -> JSONValue {
        guard let value = object[name] else { throw mistake(name, "is missing") }
        guard JSONText(value).bytes.count <= longest else {
            throw mistake(name, "must have at most \(longest) bytes")
        }
        return value
    }

    /// Several texts of 1 to `longest` bytes, that need not be there.
    func texts(
        ifPresent name: String, ofUpTo longest: Int, upTo limit: Int
    ) throws(MessageMistake) -> [String]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value, elements.count <= limit else {
            throw mistake(name, "must be a list of at most \(limit) texts")
        }
        var texts: [String] = []
        for element in elements {
            guard case .string(let text) = element, (1...longest).contains(text.utf8.count) else {
                throw mistake(name + "[]", "must be a text of 1 to \(longest) bytes")
            }
            texts.append(text)
        }
        return texts
    }

    /// The fields of each of several objects inside, which need not be there.
    func objects(ifPresent name: String, upTo limit: Int) throws(MessageMistake) -> [MessageFields]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value, elements.count <= limit else {
            throw mistake(name, "must be a list of at most \(limit) objects")
        }
        var objects: [MessageFields] = []
        for element in elements {
            guard case .object = element else { throw mistake(name + "[]", "must be an object") }
            objects.append(MessageFields(element, prefix: prefix + name + "[]."))
        }
        return objects
    }

    /// The fields of an object inside, which need not be there.
    func fields(ifPresent name: String) throws(MessageMistake) -> MessageFields? {
        guard let value = value(name) else { return nil }
        guard case .object = value else { throw mistake(name, "must be an object") }
        return MessageFields(value, prefix: prefix + name + ".")
    }
}
