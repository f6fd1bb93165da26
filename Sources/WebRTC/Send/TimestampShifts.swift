internal import RTP

/// Which packets of a stream went out under another timestamp than their source's, so that a repeated one has the
/// timestamp that it had.
///
/// Media that is sent faster than it was captured needs timestamps that go as fast as it is sent, or its receiver
/// takes it for late. That is for the second in which a viewer joins; before and after it there is nothing here.
struct TimestampShifts: Sendable {
    /// The first number of those that go under one shift, up to the next stretch.
    private struct Stretch {
        let first: ExtendedSequenceNumber
        let shift: UInt32
    }

    /// In order of their numbers; empty when no packet that may be sent again was shifted.
    private var stretches: [Stretch] = []

    /// How far back a number may be asked for at most.
    private static let memory: Int64 = 1024

    /// Takes note that a packet goes under a shift. One that comes late is of a stretch that is known.
    mutating func note(_ shift: UInt32, of place: ExtendedSequenceNumber) {
        guard shift != 0 || !stretches.isEmpty else { return }
        guard let last = stretches.last else {
            return stretches.append(Stretch(first: place, shift: shift))
        }
        if place > last.first, shift != last.shift { stretches.append(Stretch(first: place, shift: shift)) }
        // Nothing that was shifted can be asked for any more.
        if shift == 0, last.shift == 0, place.value - last.first.value > Self.memory { stretches = [] }
    }

    /// What was added to the timestamp of a packet that may be sent again.
    func shift(of place: ExtendedSequenceNumber) -> UInt32 {
        stretches.last { $0.first <= place }?.shift ?? 0
    }
}
