internal import Bytes

/// The opening handshake of a WebSocket in HTTP/1.1 (RFC 6455 §4).
///
/// Whether the page that asks may (its `origin`) is the service's decision, made before it answers `.webSocket`: it
/// has the request.
public struct WebSocketHandshake: Sendable {
    /// The sub-protocol agreed on, if any.
    public let subprotocol: String?
    /// The 101 that agrees. The connection adds `connection` and `upgrade`.
    public let response: Response

    /// Judges a request to open a WebSocket (RFC 6455 §4.2.1), and chooses the first of `subprotocols` that the
    /// client speaks as well. When there are some and none is common, the request is refused: browsers would close
    /// a socket that did not choose.
    public static func answer(
        _ request: Request, subprotocols: [String] = []
    ) -> Result<WebSocketHandshake, Problem> {
        let fields = request.fields
        guard request.version != .http2 else { return .failure(oldVersionRequired) }
        guard request.method == .get, request.version == .http11,
            fields.names("websocket", in: "upgrade"), fields.names("upgrade", in: "connection")
        else { return .failure(upgradeRequired) }
        guard fields.values(of: "sec-websocket-version") == ["13"] else { return .failure(versionRequired) }
        let keys = fields.values(of: "sec-websocket-key")
        guard keys.count == 1, Base64.isOfSixteenBytes(keys[0]) else {
            return .failure(
                Problem(.badRequest, title: "The Sec-WebSocket-Key field is missing or malformed"))
        }
        let offered = fields.list(of: "sec-websocket-protocol")
        let chosen = subprotocols.first { offered.contains($0) }
        guard chosen != nil || subprotocols.isEmpty else {
            let known = subprotocols.joined(separator: ", ")
            return .failure(
                Problem(
                    .badRequest, title: "No WebSocket sub-protocol in common",
                    detail: "Spoken here: \(known)."))
        }
        return .success(WebSocketHandshake(key: keys[0], subprotocol: chosen))
    }

    /// The agreement on a key.
    private init(key: String, subprotocol: String?) {
        self.subprotocol = subprotocol
        var fields: HeaderFields = ["sec-websocket-accept": Self.accept(key: key)]
        if let subprotocol { fields.append("sec-websocket-protocol", subprotocol) }
        response = Response(.switchingProtocols, fields: fields)
    }

    /// What a server answers to a client's key (RFC 6455 §4.2.2).
    public static func accept(key: String) -> String {
        Base64.encode(SHA1.digest(of: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// A key for a client's handshake (RFC 6455 §4.1).
    public static func key(using random: inout some RandomNumberGenerator) -> String {
        Base64.encode((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// HTTP/2 has its own way (RFC 8441), which we do not offer, and no `upgrade`.
    private static let oldVersionRequired = Problem(
        .badRequest, title: "WebSockets are opened over HTTP/1.1 here")

    /// The request is none for a WebSocket, and only such are served here (RFC 9110 §15.5.22).
    private static let upgradeRequired = Problem(.upgradeRequired, title: "Only WebSocket is spoken here")
        .upgrading

    /// The client speaks another version (RFC 6455 §4.2.2).
    private static let versionRequired = Problem(
        .upgradeRequired, title: "Only version 13 of WebSocket is spoken here"
    ).upgrading.with(field: "sec-websocket-version", "13")
}

extension HeaderFields {
    /// Whether `token` is a member of the list-valued field called `name`, whatever the case of its letters.
    fileprivate func names(_ token: String, in name: String) -> Bool {
        list(of: name).contains { $0.lowercased() == token }
    }
}

extension Problem {
    /// The problem, naming the protocol that would be welcome (RFC 9110 §7.8).
    fileprivate var upgrading: Problem {
        with(field: "connection", "upgrade").with(field: "upgrade", "websocket")
    }
}
