internal import RTP

/// How the numbers and timestamps of one source become those of a stream, from where it took over.
///
/// Numbers keep their distances, so a packet that comes late finds its own place free, and a packet that the source
/// itself lost is a gap here too. Packets that are left out on purpose close up. To place a packet that comes late,
/// one must know how many were left out behind it: a bit each for the last 128 places.
struct SourceLine: Sendable {
    /// What the owner calls the source.
    let source: UInt32
    /// The first packet that belongs to it.
    private let first: Int64
    /// Its number.
    private let firstNumber: Int64
    /// What to add to a timestamp.
    let timestampOffset: UInt32
    /// What to add to frame counters.
    let shift: FrameShift
    /// What to add to the place of a packet behind all that were left out.
    private var offset: Int64
    /// The last place that was left out; `.min` when none was.
    private var lastSkip = Int64.min
    /// Bit n: place `lastSkip - n` was left out.
    private var skips: UInt128 = 0

    /// A line on which `first` becomes `number`.
    init(
        source: UInt32, first: ExtendedSequenceNumber, number: ExtendedSequenceNumber,
        timestampOffset: UInt32, shift: FrameShift = FrameShift()
    ) {
        self.shift = shift
        self.source = source
        self.first = first.value
        firstNumber = number.value
        self.timestampOffset = timestampOffset
        offset = number.value - first.value
    }

    /// The number of a packet; `nil` for one from before the line began, one that was left out, and one that comes
    /// too late to tell.
    func number(of place: ExtendedSequenceNumber) -> ExtendedSequenceNumber? {
        let behind = lastSkip == .min ? -1 : lastSkip - place.value
        guard place.value >= first, behind < 128 else { return nil }
        guard behind >= 0 else { return place.advanced(by: offset) }
        let bit: UInt128 = 1 << UInt128(behind)
        guard skips & bit == 0 else { return nil }
        return place.advanced(by: offset + Int64((skips & (bit - 1)).nonzeroBitCount))
    }

    /// Whether a number belongs to this line, not to one before it.
    func covers(_ number: ExtendedSequenceNumber) -> Bool { number.value >= firstNumber }

    /// The packet that has a number; `nil` for one from before the line began, and one that is too far back to tell.
    func place(of number: ExtendedSequenceNumber) -> ExtendedSequenceNumber? {
        guard covers(number) else { return nil }
        var place = number.value - offset
        guard lastSkip != .min, place <= lastSkip else { return ExtendedSequenceNumber(place) }
        // Each place that was left out from there on moves it one back, and may bring another one into sight.
        var behind: Int64 = 0
        while behind < 128 {
            if skips >> UInt128(behind) & 1 == 1 { place -= 1 }
            behind += 1
            if lastSkip - behind < place { return ExtendedSequenceNumber(place) }
        }
        return nil
    }

    /// Leaves a packet out. One that comes late has its gap already.
    mutating func skip(_ place: ExtendedSequenceNumber, after newest: ExtendedSequenceNumber?) {
        guard let number = number(of: place), newest.map({ number > $0 }) ?? true else { return }
        let steps = lastSkip == .min ? 128 : place.value - lastSkip
        guard steps > 0 else { return }
        skips = steps < 128 ? skips << UInt128(steps) | 1 : 1
        lastSkip = place.value
        offset -= 1
    }
}
