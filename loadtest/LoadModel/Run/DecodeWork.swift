internal import CodecBridge
internal import Runtime

/// The decoders of one loop's viewers, a process each.
final class DecodeWork {
    /// The decoder of a viewer.
    private struct Seat {
        let group: Int
        /// `nil` where it could not be started.
        let decoder: DecoderProcess?
        /// Why it could not be, or that it could not keep up.
        var failure: String?
    }

    /// The loop.
    private let poller: Poller
    /// The decoders, by the viewer's number.
    private var seats: [Int: Seat] = [:]
    /// Those that were said something in this turn.
    private var told: [Int] = []

    /// No decoders yet.
    init(on poller: Poller) {
        self.poller = poller
    }

    /// Says something to a viewer's decoder, which is started with the first word. `false` when it was not taken.
    func send(_ message: BridgeMessage, for member: Int, of group: Int) -> Bool {
        if seats[member] == nil { seats[member] = seat(of: group) }
        guard let decoder = seats[member]?.decoder else { return false }
        told.append(member)
        guard !decoder.send(message) else { return true }
        seats[member]?.failure = "a decoder could not keep up"
        return false
    }

    /// A viewer is gone.
    func end(_ member: Int) {
        guard let decoder = seats[member]?.decoder, decoder.send(.end) else { return }
        told.append(member)
    }

    /// Lets what was said leave.
    func settle() {
        guard !told.isEmpty else { return }
        for member in told { seats[member]?.decoder?.settle() }
        told = []
    }

    /// Adds what came of a group's pictures.
    func add(to result: inout CrowdResult, group: Int) {
        for seat in seats.values where seat.group == group {
            result.complete { figures in
                figures[.framesDecoded] += seat.decoder?.pictures ?? 0
                figures[.decoderErrors] += seat.decoder?.faults ?? 0
                if let failure = seat.decoder?.failure ?? seat.failure { figures.noteFailure(failure) }
            }
        }
    }

    /// Ends all.
    func close() {
        for seat in seats.values { seat.decoder?.close() }
    }

    private func seat(of group: Int) -> Seat {
        do throws(SystemError) {
            return Seat(group: group, decoder: try DecoderProcess(DecoderProcess.program, on: poller))
        } catch {
            return Seat(group: group, decoder: nil, failure: "no decoder: \(error)")
        }
    }
}
