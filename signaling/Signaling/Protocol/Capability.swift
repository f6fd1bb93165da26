/// What one of the two sides can beyond what each can (PROTOCOL.md). They say so in `hello` and in `welcome`.
enum Capability: String, CaseIterable, Sendable {
    /// A client obeys our offers; the server takes offers that go on with a connection.
    case offers
    /// A server obeys `layer`, and tells `layers`.
    case layers

    /// What this server can.
    static let ours = allCases
    /// What a client can that does not say.
    static let assumed: Set<Self> = [.offers]
}
