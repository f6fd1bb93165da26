/// What became of thousands of sockets that came at once.
struct StormReport: Decodable, Sendable {
    /// How many there were, and how many got all their answers.
    var sockets: Int
    var answered: Int
    /// Whether all got them in order.
    var ordered: Bool
    /// How long the answers took from the first byte on, in milliseconds.
    var median: Double?
    var p99: Double?
    /// What the server's memory grew by, for each.
    var kibibytesPerSocket: Double
    /// Why some got none.
    var failures: [String]
}
