/// What a client wants to publish, and how it would be let.
public struct PublishRequest: Hashable, Sendable {
    /// The application, such as `live`.
    public let application: String
    /// The name of the stream.
    public let name: String
    /// The key that came with either as `key` or `token`; `nil` when none did.
    public let key: String?
    /// The host that the client was told to go to; `nil` when it does not say.
    public let host: String?
    /// What the client calls itself.
    public let encoder: String?
}
