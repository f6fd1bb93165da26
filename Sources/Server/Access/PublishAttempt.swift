import Bytes
import HTTP

/// What is known of somebody who wants to publish, whatever they speak.
struct PublishAttempt: Sendable {
    /// The key that they present.
    let key: String?
    /// Whose attempts are counted together.
    let client: IPAddress
    /// Whether they are on this machine.
    let isLocal: Bool
    /// Whether they came to this machine by a name that only it goes by.
    let namesLoopback: Bool

    /// Somebody who publishes by another protocol than HTTP, to a host as their encoder was given it.
    init(key: String?, client: IPAddress, host: String?) {
        self.key = key
        self.client = client
        isLocal = client.isLoopback
        namesLoopback = host.map { Request.namesLoopback($0) } ?? true
    }

    /// Somebody who publishes over HTTP.
    init(_ request: Request) {
        key = request.bearerToken
        client = request.client
        isLocal = request.peer.isLoopback
        namesLoopback = request.namesLoopback
    }
}
