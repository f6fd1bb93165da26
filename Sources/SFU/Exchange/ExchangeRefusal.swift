/// Why an exchange does not take a session.
public enum ExchangeRefusal: Error, Hashable, Sendable {
    /// The stream has a publisher that sends, and the new one does not take over.
    case streamHasPublisher
    /// The stream has no publisher, and the viewer does not wait.
    case noPublisher
    /// There are as many sessions as there may be.
    case full(limit: Int)
    /// OpenSSL has no memory for another session.
    case failed(reason: String)
}
