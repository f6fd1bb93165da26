import DTLS
import ICE
import Platform
import SDP
import Signaling
import Timing

/// A session that was agreed on, on its way to its shard.
struct NewSession: Sendable {
    /// Its name.
    let id: SessionID
    /// Who asked for what.
    let request: SessionRequest
    /// When that was.
    let asked: Instant
    /// Our ICE credentials.
    let credentials: Credentials
    /// What both sides agreed on.
    let agreed: NegotiatedSession
    /// How that goes on, with a viewer of several streams.
    let negotiation: SessionNegotiation?
    /// Our certificate, which the answer names.
    let identity: DTLSIdentity
}
