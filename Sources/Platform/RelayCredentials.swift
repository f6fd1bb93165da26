/// A name and a password for a TURN server.
public struct RelayCredentials: Hashable, Sendable {
    /// The name.
    public let username: String
    /// The password.
    public let password: String

    /// A name and its password.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}
