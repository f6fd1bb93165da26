internal import COpenSSL

/// How far a session is, in words for the operator: of a session that is stuck it says what never came.
///
///     client                      server
///     ClientHello          ──►                                   flight 1
///                          ◄──    ServerHello … ServerHelloDone  flight 2 (RFC 6347 §4.2.4, without the cookie)
///     Certificate … Finished ──►                                 flight 3
///                          ◄──    ChangeCipherSpec, Finished     flight 4
public enum DTLSStage: Equatable, Sendable, CustomStringConvertible {
    /// Nobody asked it to start.
    case idle
    /// Server: nothing, or only a part of a ClientHello, came.
    case awaitingClientHello
    /// Server: our ServerHello was sent, and the client's certificate, keys and Finished are not all here.
    case awaitingClientFinished
    /// Client: our ClientHello was sent.
    case awaitingServerHello
    /// Client: the server's first flight is here in part.
    case awaitingServerHelloDone
    /// Client: our certificate and keys were sent.
    case awaitingServerFinished
    /// The handshake is complete, and signaling has not told what the peer's certificate must be.
    case awaitingFingerprint
    /// SRTP has its keys.
    case established
    /// One side said goodbye.
    case closed
    /// It failed.
    case failed

    /// What the session is doing.
    public var description: String {
        switch self {
        case .idle: "before the start"
        case .awaitingClientHello: "waiting for the peer's ClientHello"
        case .awaitingClientFinished:
            "waiting for the peer's certificate and Finished, our ServerHello being sent"
        case .awaitingServerHello: "waiting for the peer's ServerHello, our ClientHello being sent"
        case .awaitingServerHelloDone: "waiting for the rest of the peer's ServerHello flight"
        case .awaitingServerFinished: "waiting for the peer's Finished, our certificate and keys being sent"
        case .awaitingFingerprint: "waiting for signaling to tell the peer's fingerprint"
        case .established: "established"
        case .closed: "closed"
        case .failed: "failed"
        }
    }

    /// Where a handshake stands.
    init(_ state: OSSL_HANDSHAKE_STATE, isClient: Bool) {
        switch state {
        case TLS_ST_BEFORE where !isClient, TLS_ST_SR_CLNT_HELLO: self = .awaitingClientHello
        case TLS_ST_BEFORE, TLS_ST_CW_CLNT_HELLO: self = .awaitingServerHello
        case TLS_ST_CW_FINISHED, TLS_ST_CR_CHANGE, TLS_ST_CR_SESSION_TICKET: self = .awaitingServerFinished
        default: self = isClient ? .awaitingServerHelloDone : .awaitingClientFinished
        }
    }
}
