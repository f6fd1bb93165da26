/// How the connections of a port are made.
public struct SRTSettings: Hashable, Sendable {
    /// How long packets are held back, so that lost ones can be sent again; the longer of both ends' counts.
    public var latency: Duration
    /// What both ends encrypt with, 10 to 79 octets; `nil` lets callers in who do not encrypt, and no others.
    public var passphrase: String?
    /// How many octets the key has that is made of it: 16, 24 or 32.
    public var keyLength: Int

    /// Settings.
    public init(latency: Duration = .milliseconds(120), passphrase: String? = nil, keyLength: Int = 16) {
        self.latency = latency
        self.passphrase = passphrase
        self.keyLength = keyLength
    }
}
