import Timing

/// Whether the peer still wants our packets on a path (RFC 7675 §5.1).
///
/// Every check of it is a transaction of its own and is sent once: the next comes soon, and a retransmission would
/// hide a loss of consent.
struct Consent {
    /// When it is over unless a check is answered.
    private(set) var expiry: Instant
    /// When to check again.
    private(set) var nextCheck: Instant
    /// The checks that may still be answered: as many as are sent before it expires.
    private var open: [TransactionID] = []

    /// How long an answer is good for.
    static let lifetime = Duration.seconds(30)

    /// Consent that was given just now, by the check that made the path valid.
    init(at now: Instant, using generator: inout some RandomNumberGenerator) {
        expiry = now.advanced(by: Self.lifetime)
        nextCheck = Self.nextCheck(after: now, using: &generator)
    }

    /// A check is sent.
    mutating func check(
        _ transaction: TransactionID, at now: Instant, using generator: inout some RandomNumberGenerator
    ) {
        if open.count == 8 { open.removeFirst() }
        open.append(transaction)
        nextCheck = Self.nextCheck(after: now, using: &generator)
    }

    /// Whether `transaction` is one of ours that may still be answered.
    func awaits(_ transaction: TransactionID) -> Bool { open.contains(transaction) }

    /// A check was answered.
    mutating func renew(at now: Instant) {
        expiry = now.advanced(by: Self.lifetime)
        open = []
    }

    /// Five seconds, times 0.8 to 1.2 so that agents do not fall into step.
    private static func nextCheck(
        after now: Instant, using generator: inout some RandomNumberGenerator
    ) -> Instant {
        now.advanced(by: .milliseconds(Int64.random(in: 4000...6000, using: &generator)))
    }
}
