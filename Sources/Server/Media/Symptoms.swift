import ICE

/// What is known of a session that does not do what it should, and what it means.
///
/// The answer to "ICE fails and nobody says why": one or two sentences for the operator, from the first step that
/// did not happen. What came before is fine, and what comes after could not happen.
struct Symptoms {
    /// Where peers were told to send.
    var advertised: [String]
    /// Whether a publisher or a viewer has the session.
    var isPublisher: Bool
    /// What became of connectivity checks.
    var checks = CheckCounters()
    /// Where the last check that failed came from.
    var lastFailedFrom: String?
    /// What DTLS waits for; `nil` when it was closed.
    var handshakeStage: String?
    /// How often our flights were sent again.
    var handshakeRetransmissions = 0
    /// Why DTLS failed, if it has.
    var handshakeFailure: String?
    /// Whether there are keys.
    var isConnected = false
    /// How many media packets were opened.
    var packetsReceived: UInt64 = 0
    /// How many were not, as their tags were wrong.
    var unauthenticPackets: UInt64 = 0
    /// How many media packets were sent.
    var packetsSent: UInt64 = 0
    /// Whether the stream has a publisher.
    var hasPublisher = true
    /// The publisher's codecs that this viewer does not take.
    var unfit: [String] = []
    /// Whether it is too early to judge.
    var isYoung = false
    /// Whether checks stopped coming.
    var consentExpired = false

    /// The diagnosis; `nil` when all is well, or nothing can be told yet.
    var diagnosis: String? {
        if isYoung { return nil }
        if checks.answered == 0 { return withoutPath }
        if let handshakeFailure { return "There is a path, and DTLS failed: \(handshakeFailure)." }
        if !isConnected { return withoutKeys }
        if unauthenticPackets > packetsReceived {
            return "Media packets arrive and cannot be opened: they are sealed with other keys or damaged."
        }
        if consentExpired {
            return "The client fell silent without saying goodbye: no connectivity check for 30 s. "
                + "Its network, battery or browser ended."
        }
        return isPublisher ? withoutInput : withoutOutput
    }

    /// No check was right.
    private var withoutPath: String {
        let addresses = advertised.joined(separator: ", ")
        if checks.wrongPassword > 0 {
            return
                "Connectivity checks arrive\(source) with the wrong password: an old answer is in use, or two "
                + "servers share this address."
        }
        if checks.wrongUsername > 0 {
            return "Connectivity checks arrive\(source) for this session from another client than offered."
        }
        if checks.roleConflicts > 0 {
            return "The client is ICE-lite or claims to be controlled; nobody checks."
        }
        let isOtherwiseWrong = [
            checks.malformed, checks.unknownAttributes, checks.tooSmall, checks.strayResponses,
        ].contains { $0 > 0 }
        if isOtherwiseWrong { return "What arrives\(source) are no valid connectivity checks." }
        return
            "No packet from the client arrived at \(addresses). A firewall blocks UDP and TCP to these ports, or "
            + "the client cannot reach these addresses; --public-address names those that it can."
    }

    private var source: String { lastFailedFrom.map { " from \($0)" } ?? "" }

    /// A path, and DTLS not done.
    private var withoutKeys: String {
        guard let handshakeStage else {
            return "There is a path, and the session was closed before DTLS was done."
        }
        let repeated =
            handshakeRetransmissions > 0
            ? " Our last flight was sent \(handshakeRetransmissions + 1) times." : ""
        return "There is a path, and DTLS is stuck: \(handshakeStage).\(repeated)"
    }

    private var withoutInput: String? {
        packetsReceived == 0 ? "Connected, and no media packet has arrived: the client sends none." : nil
    }

    private var withoutOutput: String? {
        if !hasPublisher { return "The stream has no publisher; the viewer waits." }
        if !unfit.isEmpty {
            return
                "The publisher sends \(unfit.joined(separator: ", ")), which the viewer did not offer to take."
        }
        return packetsSent == 0 ? "Connected, and the publisher has sent nothing to pass on yet." : nil
    }
}
