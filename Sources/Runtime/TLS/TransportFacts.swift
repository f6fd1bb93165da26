/// What a transport settled before the first byte of the protocol above it.
public struct TransportFacts: Sendable {
    /// Whether it is encrypted.
    public let isSecure: Bool
    /// What ALPN chose (RFC 7301), such as `h2`; `nil` when nothing was chosen.
    public let applicationProtocol: String?

    /// The facts of a transport.
    public init(isSecure: Bool, applicationProtocol: String?) {
        self.isSecure = isSecure
        self.applicationProtocol = applicationProtocol
    }
}
