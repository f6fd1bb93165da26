/// How one kind of value is written as text, and what to tell someone whose text is not one.
///
/// `read(write(value)) == value` for every value of the kind; a test holds that for all defaults.
struct ValueKind<Value: Equatable & Sendable>: Sendable {
    /// What stands for a value in the help text, such as `PORT`.
    let placeholder: String
    /// What is accepted, to follow "accepts": `a port from 0 to 65535`.
    let accepts: String
    /// Whether the key alone means yes: `--cpu-pinning`, `--no-cpu-pinning`.
    var isFlag = false
    /// Whether values must never be shown.
    var isSecret = false
    /// The value that a text means, `nil` when it means none.
    let read: @Sendable (String) -> Value?
    /// The text that means a value.
    let write: @Sendable (Value) -> String

    /// The same kind, or a word that stands for no value.
    func or(_ word: String) -> ValueKind<Value?> {
        ValueKind<Value?>(
            placeholder: "\(placeholder)|\(word)", accepts: "\(accepts), or \(word)", isSecret: isSecret,
            read: { text in
                if text == word { return .some(nil) }
                return read(text).map { .some($0) }
            },
            write: { value in value.map(write) ?? word })
    }
}
