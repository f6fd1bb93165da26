/// One key: its name, its kind, where its value lives in `Configuration`, and what to tell people about it.
///
/// Its default is whatever a fresh `Configuration` holds, so it stands in one place.
struct Setting: Sendable {
    /// When a new value counts.
    enum Effect: Sendable {
        /// At the next SIGHUP.
        case onReload
        /// At the next start.
        case onRestart
    }

    /// The key, in small letters with dashes: `http-port`.
    let name: String
    /// What it does, in a sentence or two.
    let summary: String
    /// Why the default is what it is, to follow "because".
    let reason: String
    /// When a new value counts.
    let effect: Effect
    /// What stands for a value in the help text.
    let placeholder: String
    /// What is accepted, to follow "accepts".
    let accepts: String
    /// Whether the key may be given several times.
    let isRepeatable: Bool
    /// Whether the key alone means yes.
    let isFlag: Bool
    /// Whether its value must never be shown.
    let isSecret: Bool

    /// Stores what the texts mean; `false`, and nothing stored, when they mean nothing.
    let store: @Sendable (_ texts: [String], _ target: inout Configuration) -> Bool
    /// The texts that mean the present value; none when there is no value.
    let texts: @Sendable (Configuration) -> [String]
    /// Copies the value from one configuration to another.
    let copy: @Sendable (_ source: Configuration, _ target: inout Configuration) -> Void
    /// Whether two configurations have the same value.
    let isSame: @Sendable (Configuration, Configuration) -> Bool

    /// The variable that sets it: `STARLING_HTTP_PORT`.
    var variable: String { Self.variable(for: name) }

    /// The variable for a key.
    static func variable(for name: String) -> String {
        "STARLING_" + String(name.map { $0 == "-" ? "_" : $0 }).uppercased()
    }

    /// The default as texts.
    var defaultTexts: [String] { texts(Configuration()) }

    /// The default and the reason for it, as a sentence.
    var defaultSentence: String {
        "Default \(defaultTexts.isEmpty ? "none" : defaultTexts.joined(separator: " and ")): \(reason)."
    }

    /// What else there is to know: `[repeatable]`, `[reload]`.
    var marks: String {
        (isRepeatable ? " [repeatable]" : "") + (effect == .onReload ? " [reload]" : "")
    }

    /// Whether `text` is a value.
    func takes(_ text: String) -> Bool {
        var scratch = Configuration()
        return store([text], &scratch)
    }

    /// The value for the eyes of an operator: never a secret.
    func shown(_ configuration: Configuration) -> String {
        let texts = texts(configuration)
        if texts.isEmpty { return "nothing" }
        return isSecret ? "(hidden)" : texts.joined(separator: ", ")
    }
}

extension Setting {
    /// A path from the configuration to a value that a setting governs.
    typealias Path<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    /// A key with exactly one value.
    init<Value>(
        _ name: String, _ path: Path<Value>, _ kind: ValueKind<Value>, _ summary: String,
        because reason: String,
        takesEffect effect: Effect = .onRestart
    ) {
        self.init(
            name, path, kind, summary, reason, effect, read: { $0.count == 1 ? kind.read($0[0]) : nil },
            write: { [kind.write($0)] })
    }

    /// A key that may have no value.
    init<Value>(
        _ name: String, optional path: Path<Value?>, _ kind: ValueKind<Value>, _ summary: String,
        because reason: String, takesEffect effect: Effect = .onRestart
    ) {
        self.init(
            name, path, kind, summary, reason, effect,
            read: { texts in texts.count == 1 ? kind.read(texts[0]).map { .some($0) } : nil },
            write: { $0.map { [kind.write($0)] } ?? [] })
    }

    /// A key with any number of values.
    init<Value>(
        _ name: String, repeated path: Path<[Value]>, _ kind: ValueKind<Value>, _ summary: String,
        because reason: String, takesEffect effect: Effect = .onRestart
    ) {
        self.init(
            name, path, kind, summary, reason, effect, isRepeatable: true,
            read: { texts in
                let values = texts.compactMap(kind.read)
                return values.count == texts.count ? values : nil
            },
            write: { $0.map(kind.write) })
    }

    /// What the three have in common: the types go, closures over the path stay.
    private init<Value, Stored: Equatable & Sendable>(
        _ name: String, _ path: Path<Stored>, _ kind: ValueKind<Value>, _ summary: String, _ reason: String,
        _ effect: Effect, isRepeatable: Bool = false,
        read: @escaping @Sendable ([String]) -> Stored?, write: @escaping @Sendable (Stored) -> [String]
    ) {
        self.init(
            name: name, summary: summary, reason: reason, effect: effect, placeholder: kind.placeholder,
            accepts: kind.accepts, isRepeatable: isRepeatable, isFlag: kind.isFlag, isSecret: kind.isSecret,
            store: { texts, target in
                guard let value = read(texts) else { return false }
                target[keyPath: path] = value
                return true
            },
            texts: { write($0[keyPath: path]) },
            copy: { source, target in target[keyPath: path] = source[keyPath: path] },
            isSame: { $0[keyPath: path] == $1[keyPath: path] })
    }
}
