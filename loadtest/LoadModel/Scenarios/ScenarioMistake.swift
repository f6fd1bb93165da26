/// One thing that is wrong in a scenario: where, what is there, and what is accepted.
public struct ScenarioMistake: Equatable, Sendable, CustomStringConvertible {
    /// The line of the file.
    public let line: Int
    /// The key with those around it, such as `groups[1].phases[0].to`.
    public let key: String
    /// What is there.
    public let found: String
    /// What is accepted there.
    public let accepts: String

    /// All of it in a line.
    public var description: String {
        let place = key.isEmpty ? "the file" : key
        return "line \(line): \(place): \(found); accepts \(accepts)"
    }
}
