import DTLS
import ICE
import Platform
import SDP
import Signaling

/// A session that was agreed on, on its way to its shard.
struct NewSession: Sendable {
    /// Its name.
    let id: SessionID
    /// Who asked for what.
    let request: SessionRequest
    /// Our ICE credentials.
    let credentials: Credentials
    /// What both sides agreed on.
    let agreed: NegotiatedSession
    /// Our certificate, which the answer names.
    let identity: DTLSIdentity
}
