/// What is wrong with a message: which field, and what it should have been.
struct MessageMistake: Error, Hashable, Sendable {
    /// The field as PROTOCOL.md names it, `resume.seq` for one inside another; `nil` when the message as a whole cannot be
    /// read.
    let field: String?
    /// What it must be, to follow the field's name.
    let rule: String

    /// A mistake in a field.
    init(_ field: String?, _ rule: String) {
        self.field = field
        self.rule = rule
    }
}
