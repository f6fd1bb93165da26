/// One thing that happened, before it is made into a line.
struct LogRecord: Equatable, Sendable {
    /// How much it matters.
    var level: LogLevel
    /// What happened: a few words in small letters that are known when we compile, so that lines can be searched
    /// for and counted. Whatever varies is a field.
    var event: String
    /// The facts.
    var fields: LogFields
}
