/// The fields of a log line, in the order they were written: `["stream": .text(name), "viewers": 12]`.
///
/// Names are ours, small letters with underscores, and carry the unit where there is one; `ts`, `level` and
/// `event` are taken by the line itself. No value is ever a secret.
struct LogFields: Sendable {
    /// Each field's name and value.
    private(set) var entries: [(name: String, value: LogValue)] = []

    /// Fields that were put together.
    init(_ entries: [(name: String, value: LogValue)] = []) {
        self.entries = entries
    }

    /// These fields and then `others`.
    func followed(by others: LogFields) -> LogFields {
        var all = self
        all.entries += others.entries
        return all
    }

    /// The fields without those that say where somebody is on the network.
    var withoutAddresses: LogFields {
        var rest = self
        rest.entries.removeAll { entry in
            if case .address = entry.value { true } else { false }
        }
        return rest
    }
}

extension LogFields: ExpressibleByDictionaryLiteral {
    /// Fields written out, in order.
    init(dictionaryLiteral elements: (String, LogValue)...) {
        entries = elements.map { (name: $0.0, value: $0.1) }
    }
}

extension LogFields: Equatable {
    /// Whether both have the same fields in the same order.
    static func == (left: LogFields, right: LogFields) -> Bool {
        left.entries.elementsEqual(right.entries) { $0 == $1 }
    }
}
