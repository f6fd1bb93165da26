internal import Bytes
internal import DTLS
internal import ICE
internal import SDP
internal import SRTP
internal import Timing

extension Peer {
    // MARK: ICE

    /// Takes a STUN datagram.
    func handleSTUN(_ datagram: RawSpan, on path: Path, at now: Instant) {
        let isProof = agent.handle(datagram, on: path, at: now)
        provenPath = isProof ? path : nil
        if isProof {
            if steps.proven == nil { steps.proven = now }
            steps.lastHeard = now
        }
        drainAgent(at: now)
    }

    /// Does what the agent wants done.
    func drainAgent(at now: Instant) {
        while let output = agent.pollOutput() {
            switch output {
            case .transmit(let bytes, let path): outbox.append(bytes.bytes, to: path)
            case .event(.selected(let path, _)): select(path, at: now)
            case .event(.restarted): break
            case .event(.neverConnected): end(.neverConnected, at: now)
            case .event(.consentExpired): end(.consentExpired, at: now)
            }
        }
        agentDeadline = agent.nextDeadline
    }

    /// Datagrams go by `path` from now on. The first one may be what DTLS waits for.
    private func select(_ path: Path, at now: Instant) {
        guard path != self.path else { return }
        if self.path != nil { steps.pathChanges += 1 }
        let isFirst = self.path == nil
        self.path = path
        emit(.pathSelected(path))
        guard isFirst, session.role == .active else { return }
        dtls.start(at: now)
        drainDTLS(at: now)
    }

    // MARK: DTLS

    /// Takes a DTLS datagram. Only who proved a path gets an answer, so nobody else's flood is made larger.
    func handleDTLS(_ datagram: RawSpan, at now: Instant) {
        guard path != nil else { return }
        dtls.handle(datagram, at: now)
        drainDTLS(at: now)
    }

    /// Does what DTLS wants done.
    func drainDTLS(at now: Instant) {
        while let output = dtls.pollOutput() {
            switch output {
            case .transmit(let bytes):
                if let path { outbox.append(bytes.bytes, to: path) }
            case .event(.established(let profile, let material)):
                secure(profile, material, at: now)
            case .event(.failed(let reason)):
                end(.handshakeFailed(reason: reason.description), at: now)
            case .event(.closed):
                end(.closedByPeer, at: now)
            }
        }
    }

    /// Takes the keys that were agreed on.
    private func secure(_ number: UInt16, _ material: [UInt8], at now: Instant) {
        guard let profile = SRTPProfile(rawValue: number), let keys = SRTPKeys(profile, material: material)
        else {
            return end(.handshakeFailed(reason: "no SRTP profile that we know was agreed on"), at: now)
        }
        let role: SRTPRole = session.role == .active ? .client : .server
        if keepsKeys { self.keys = Keys(profile: profile, material: material) }
        outbox.table.secure(outbound.viewer, keys, as: role, on: engine)
        sealer = SRTPSender(keys, as: role, on: engine)
        opener = SRTPReceiver(keys, as: role, on: engine)
        steps.connected = now
        emit(.connected)
    }
}
