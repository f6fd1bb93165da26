internal import RTP

/// The packets of one source, put in order and counted (RFC 3550 §A.1, §A.3).
///
///                  fits                               fits
///                 ┌────┐                             ┌────┐
///      idle ────► counting ── a jump ──► suspicious ─┘    │
///                 ▲  ▲───────────────────────────────────-┘
///                 └───────── the packet after the jump ───┘  numbers begin anew
///
/// Deviation: RFC 3550 §A.1 wants two packets in sequence before it believes in a source. SRTP has authenticated
/// ours, and dropping the first packet of a keyframe costs a round trip, so the first one counts at once.
/// Deviation: §A.1 takes what is more than 100 places late for a restart; retransmissions come later than that,
/// so here it is what `ReceivedWindow` does not reach. Duplicates are not counted, where §A.3 counts them.
struct SourceTally: Sendable {
    /// What a packet turned out to be.
    enum Verdict: Hashable, Sendable {
        /// The newest so far, with this many missing in front of it.
        case newest(ExtendedSequenceNumber, missing: Int64)
        /// One that others overtook.
        case late(ExtendedSequenceNumber)
        /// The second one behind a jump: the source counts anew. The one before it was not taken.
        case restart(ExtendedSequenceNumber)
        /// One that came before.
        case duplicate
        /// The first one behind a jump, or one too old to tell.
        case stray
    }

    /// The highest place received; `nil` before the first packet.
    private(set) var newest: ExtendedSequenceNumber?
    /// The lowest place since numbers began.
    private var base = ExtendedSequenceNumber(0)
    /// How many different packets came since numbers began, retransmissions left out.
    private(set) var received: Int64 = 0
    /// How many did not come before numbers began anew.
    private var lostBefore: Int64 = 0
    /// Which of the newest packets came.
    private var window = ReceivedWindow()
    /// The number that would prove a jump to be a restart (`bad_seq` of RFC 3550 §A.1).
    private var suspect: SequenceNumber?
    /// What was expected, and what had come, at the last report.
    private var reported: (expected: Int64, received: Int64) = (0, 0)

    /// How far numbers may jump ahead and still be a gap (`MAX_DROPOUT` of RFC 3550 §A.1).
    static let longestGap = 3000

    /// How many packets there should be.
    private var expected: Int64 {
        newest.map { $0.value - base.value + 1 } ?? 0
    }

    /// How many packets did not come, or not yet; never negative, since duplicates are not counted.
    var lost: Int64 { max(expected - received, 0) }

    /// The same of all counts that there were: numbers that begin anew take nothing back.
    var lostInAll: Int64 { lostBefore + lost }

    /// Takes a packet as it came from the network.
    mutating func count(_ number: SequenceNumber) -> Verdict {
        let verdict = place(number)
        switch verdict {
        case .newest, .late, .restart: received += 1
        case .duplicate, .stray: break
        }
        return verdict
    }

    /// Takes a packet that was sent again. It fills its place but is not counted: reports tell what the network
    /// lost, or a sender would believe in a clean path.
    mutating func recover(_ number: SequenceNumber) -> Verdict {
        guard let newest else { return .stray }
        let distance = number.distance(from: newest.number)
        guard distance > -Int(ReceivedWindow.length), distance < Self.longestGap else { return .stray }
        return place(number)
    }

    private mutating func place(_ number: SequenceNumber) -> Verdict {
        guard let newest else {
            begin(at: number)
            return .newest(ExtendedSequenceNumber(first: number), missing: 0)
        }
        let place = ExtendedSequenceNumber(number, near: newest)
        let distance = place.value - newest.value
        guard distance > -ReceivedWindow.length, distance < Self.longestGap else { return judgeJump(number) }
        suspect = nil
        guard distance > 0 else { return fill(place) }
        window.advance(from: newest, to: place)
        _ = window.insert(place)
        self.newest = place
        return .newest(place, missing: distance - 1)
    }

    /// A packet behind the newest. One from before the very first moves the base, so that it is expected too.
    private mutating func fill(_ place: ExtendedSequenceNumber) -> Verdict {
        guard window.insert(place) else { return .duplicate }
        base = min(base, place)
        return .late(place)
    }

    private mutating func judgeJump(_ number: SequenceNumber) -> Verdict {
        guard suspect == number else {
            suspect = number.next
            return .stray
        }
        begin(at: number)
        return .restart(ExtendedSequenceNumber(first: number))
    }

    private mutating func begin(at number: SequenceNumber) {
        let place = ExtendedSequenceNumber(first: number)
        let lost = lostInAll
        self = SourceTally()
        lostBefore = lost
        newest = place
        base = place
        _ = window.insert(place)
    }

    /// The share of packets lost since the last call, in 1/256 (RFC 3550 §A.3). A share of all is 255.
    mutating func takeFractionLost() -> UInt8 {
        let (expected, received) = (self.expected, self.received)
        let missed = (expected - reported.expected) - (received - reported.received)
        let due = expected - reported.expected
        reported = (expected, received)
        guard due > 0, missed > 0 else { return 0 }
        return UInt8(min(missed << 8 / due, 255))
    }
}
