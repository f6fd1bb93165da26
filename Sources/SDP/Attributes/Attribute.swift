/// An attribute that we understand: its name, and its value read and written.
protocol Attribute: Hashable, Sendable {
    /// The name between "a=" and ":".
    static var name: String { get }
    /// What is accepted, in words that finish the sentence "Expected ...".
    static var grammar: String { get }
    /// Reads the value; `nil` when it does not follow the grammar.
    init?(_ value: String)
    /// The value as it is written.
    var value: String { get }
}
