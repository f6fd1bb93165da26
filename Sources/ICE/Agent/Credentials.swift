/// The name and password of one agent for one ICE session (RFC 8445 §5.3). Both are made of letters, digits, `+`
/// and `/`.
public struct Credentials: Hashable, Sendable {
    /// The user name fragment, 4 to 256 characters; it goes over the network in the clear.
    public let ufrag: String
    /// The password, 22 to 256 characters; it never does.
    public let password: String

    /// Credentials that were made elsewhere.
    public init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }

    /// New credentials; `generator` must be cryptographic in production.
    ///
    /// 48 random bits of fragment, so that a server with a hundred thousand sessions meets no collision by
    /// accident (the RFC wants 24), and 144 of password (it wants 128). The fragment fits a Swift string without
    /// memory of its own.
    public init(using generator: inout some RandomNumberGenerator) {
        ufrag = Self.text(of: 8, &generator)
        password = Self.text(of: 24, &generator)
    }

    /// `count` random characters.
    private static func text(of count: Int, _ generator: inout some RandomNumberGenerator) -> String {
        var bits: UInt64 = 0
        let characters = (0..<count).map { index in
            if index % 10 == 0 { bits = generator.next() }
            defer { bits >>= 6 }
            return alphabet[Int(bits & 63)]
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The 64 ice-chars (RFC 8839 §5.4): six bits each.
    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
