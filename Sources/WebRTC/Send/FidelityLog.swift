internal import RTP

/// How much of scalable sources a stream was sent, so that a packet that is repeated is marked as it was.
struct FidelityLog: Sendable {
    /// From which number on it was what, in order; the first counts for all before.
    private var stretches: [(first: Int64, fidelity: Fidelity)] = []

    /// How it is at present.
    var last: Fidelity { stretches.last?.fidelity ?? .full }

    /// It is another behind the newest number, or from the first on.
    mutating func note(_ fidelity: Fidelity, behind newest: ExtendedSequenceNumber?) {
        let first = newest.map { $0.value + 1 } ?? .min
        if stretches.isEmpty { stretches = [(.min, .full)] }
        if stretches[stretches.count - 1].first == first { stretches.removeLast() }
        stretches.append((first, fidelity))
        // What is older cannot be asked for any more.
        while stretches.count > 1, first != .min, stretches[1].first < first - SentWindow.capacity {
            stretches.removeFirst()
        }
    }

    /// How it was when a number was sent.
    func fidelity(of place: ExtendedSequenceNumber) -> Fidelity {
        stretches.last { $0.first <= place.value }?.fidelity ?? stretches.first?.fidelity ?? .full
    }
}
