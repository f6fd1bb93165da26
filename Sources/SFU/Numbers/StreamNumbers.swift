/// What one shard knows of a stream at one moment. What several know of the same one adds up: its home where it comes
/// from, each where it goes.
public struct StreamNumbers: Sendable {
    /// The stream's name.
    public let name: String
    /// Where it comes from; `nil` away from its home, and before its first publisher.
    public internal(set) var publication: PublicationNumbers?
    /// Where it goes.
    public internal(set) var audience = AudienceNumbers()

    init(
        _ name: String, _ publication: PublicationNumbers? = nil,
        _ audience: AudienceNumbers = AudienceNumbers()
    ) {
        self.name = name
        self.publication = publication
        self.audience = audience
    }

    /// Adds what another shard knows of it.
    public mutating func merge(_ other: StreamNumbers) {
        publication = publication ?? other.publication
        audience.merge(other.audience)
    }
}
