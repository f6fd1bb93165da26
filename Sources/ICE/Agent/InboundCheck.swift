import Bytes

/// A request that was proven to come from somebody who knows our password.
///
/// Deviation: RFC 8489 §9.1.3 wants 400 for a request without credentials and 401 for wrong ones. We are silent: such
/// an answer cannot carry MESSAGE-INTEGRITY, so that an ICE agent must discard it (§9.1.4), and it would let
/// anybody bounce packets off us towards an address of their choice. The counters say what happened instead.
struct InboundCheck {
    /// Which question it is.
    let transaction: TransactionID
    /// The priority that a peer-reflexive candidate at its source would have; 0 when nothing was said.
    let priority: UInt32
    /// Whether it nominates.
    let usesCandidate: Bool
    /// The sender's role; `nil` when nothing was said.
    let roleClaim: RoleClaim?
    /// What we would have to know to answer.
    let unknownAttributes: [UInt16]
    /// How large it is: the answer may not be larger.
    let byteCount: Int

    /// Proves `message` to be a check for `ours` and, when we know who the peer is, from `peer`.
    static func verify(
        _ message: borrowing STUNMessage, for ours: Credentials, from peer: String?
    ) -> Result<InboundCheck, CheckFailure.Reason> {
        guard message.hasValidFingerprint else { return .failure(.malformed) }
        guard let username = message.username, let halves = UsernameHalves(username),
            halves.receiver.hasSameBytes(as: ours.ufrag.utf8Bytes),
            peer.map({ halves.sender.hasSameBytes(as: $0.utf8Bytes) }) ?? true
        else { return .failure(.wrongUsername) }
        guard message.isIntact(password: ours.password) else { return .failure(.wrongPassword) }
        return .success(InboundCheck(message))
    }

    /// Copies out what a proven message says.
    private init(_ message: borrowing STUNMessage) {
        transaction = message.transaction
        priority = message.priority ?? 0
        usesCandidate = message.usesCandidate
        roleClaim = message.roleClaim
        unknownAttributes = message.unknownAttributes
        byteCount = message.bytes.byteCount
    }

    /// The answer of success; `nil` when it would be larger than the check.
    func success(to remote: SocketAddress, password: String) -> [UInt8]? {
        var writer = STUNWriter(.success, transaction)
        writer.write(mapped: remote)
        return ifSmall(writer.sealed(with: password))
    }

    /// An answer that refuses the check; `nil` when it would be larger.
    func refusal(_ code: STUNErrorCode, password: String) -> [UInt8]? {
        var writer = STUNWriter(.error, transaction)
        writer.write(code)
        if code == .unknownAttribute { writer.write(unknown: unknownAttributes) }
        return ifSmall(writer.sealed(with: password))
    }

    /// An answer that makes nobody's flood larger. Any real check is larger than all our answers to it, since it
    /// carries a user name, a priority and a role.
    private func ifSmall(_ answer: [UInt8]) -> [UInt8]? {
        answer.count <= byteCount ? answer : nil
    }
}
