internal import RTP
internal import Timing

/// When packets were sent again, so that none is too soon or too often.
///
/// It takes memory from the first repeat on: most viewers lose nothing. Packets that share a place in it with a later
/// one are forgotten, which lets them be repeated sooner; the budget bounds that.
struct RepeatLog: Sendable {
    /// One packet that was repeated.
    private struct Entry {
        /// Its number.
        var number: UInt16
        /// When it was repeated last, in milliseconds modulo 65,536.
        var repeatedAt: UInt16
        /// How often; 0 for a place that is free.
        var attempts: UInt8
    }

    /// The entries; number n is at n % capacity.
    private var entries: [Entry] = []

    /// Places there are: as many as numbers can be asked for.
    private static let capacity = Int(SentWindow.capacity)
    /// How often a packet is repeated at most.
    private static let mostAttempts = 10

    /// Whether a packet may be repeated, when so much time must be between two repeats.
    func allows(_ number: SequenceNumber, after wait: Duration, at now: Instant) -> Bool {
        guard let entry = entry(number) else { return true }
        let passed = Self.milliseconds(now) &- entry.repeatedAt
        return entry.attempts < Self.mostAttempts && Int64(passed) * 1_000_000 >= wait.nanoseconds
    }

    /// Takes note of a repeat.
    mutating func note(_ number: SequenceNumber, at now: Instant) {
        if entries.isEmpty {
            entries = Array(
                repeating: Entry(number: 0, repeatedAt: 0, attempts: 0), count: Self.capacity)
        }
        let attempts = entry(number)?.attempts ?? 0
        entries[Int(number.value) % Self.capacity] = Entry(
            number: number.value, repeatedAt: Self.milliseconds(now), attempts: attempts + 1)
    }

    private func entry(_ number: SequenceNumber) -> Entry? {
        guard !entries.isEmpty else { return nil }
        let entry = entries[Int(number.value) % Self.capacity]
        return entry.attempts > 0 && entry.number == number.value ? entry : nil
    }

    private static func milliseconds(_ now: Instant) -> UInt16 {
        UInt16(truncatingIfNeeded: now.nanoseconds / 1_000_000)
    }
}
