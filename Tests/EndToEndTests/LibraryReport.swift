/// What the client library made of texts that servers send.
struct LibraryReport: Decodable, Sendable {
    /// The lines that ask for an ICE restart.
    let fragment: [String]
    /// The lines of a description with the credentials and candidates of the answer in place of its own.
    let description: [String]
    /// A description for which the answer had none.
    let unchanged: String
}
