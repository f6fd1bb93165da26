internal import Bytes
internal import Crypto
public import Timing

/// The STUN and TURN servers that clients are told of, with credentials made for each.
///
/// A TURN server that shares a secret with us needs no list of users (draft-uberti-behave-turn-rest-00 §2.2, coturn's
/// `use-auth-secret`): the name says when it ends, and the password is a code of the name under the secret.
public struct ICEServerList: Hashable, Sendable {
    /// The servers.
    public var uris: [ICEServerURI]
    /// What the TURN servers among them know.
    public var secret: Secret?
    /// How long credentials are good for.
    public var lifetime: Duration

    /// A list.
    public init(_ uris: [ICEServerURI], secret: Secret? = nil, lifetime: Duration) {
        self.uris = uris
        self.secret = secret
        self.lifetime = lifetime
    }

    /// The servers for a session of `stream` that begins now. A TURN server whose secret we do not know is left
    /// out: a browser refuses to make a connection with one that has no credentials.
    public func servers(for stream: StreamName, at now: WallClock) -> [ICEServer] {
        let credentials = secret.map {
            Self.credentials(under: $0, named: stream.text, until: end(from: now))
        }
        return uris.compactMap { uri in
            guard uri.isRelay else { return ICEServer(uri: uri.text) }
            return credentials.map { ICEServer(uri: uri.text, credentials: $0) }
        }
    }

    private func end(from now: WallClock) -> Int64 {
        now.seconds + lifetime.components.seconds
    }

    /// The credentials that are good until `end`, in seconds of Unix time.
    private static func credentials(
        under secret: Secret, named name: String, until end: Int64
    ) -> RelayCredentials {
        let username = "\(end):\(name)"
        let code = HMACSHA1.code(for: username.utf8Bytes, key: secret.text.utf8Bytes)
        return RelayCredentials(username: username, password: Base64.encode(code))
    }
}
