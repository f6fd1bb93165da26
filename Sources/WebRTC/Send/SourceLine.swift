internal import RTP

/// How the numbers and timestamps of one source become those of a stream, from where it took over.
///
/// Numbers keep their distances, so a packet that comes late finds its own place free, and a packet that the source
/// itself lost is a gap here too. Packets that are left out on purpose close up, and so do the counters of frames where
/// whole frames are. To place a packet that comes late, one must know how many were left out behind it: a bit each for the
/// last 128 places.
struct SourceLine: Sendable {
    /// What the owner calls the source.
    let source: UInt32
    /// What to add to a timestamp.
    let timestampOffset: UInt32
    /// The first packet that belongs to it.
    private let first: Int64
    /// Its number.
    private let firstNumber: Int64
    /// What to add to the place of a packet behind all that were left out.
    private var offset: Int64
    /// The last place that was left out; `.min` when none was.
    private var lastSkip = Int64.min
    /// What to add to frame counters where no frame was left out.
    private let shift: FrameShift
    /// How many frames were left out that close up.
    private var closedFrames: UInt16 = 0
    /// Bit n: with the packet that was left out before the last n others began a frame that closes up.
    private var closings: UInt64 = 0
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
        guard skips >> UInt128(behind) & 1 == 0 else { return nil }
        return place.advanced(by: offset + Int64(skipCount(behind: place)))
    }

    /// What to add to the frame counters of a packet that has a number.
    func shift(at place: ExtendedSequenceNumber) -> FrameShift {
        guard closedFrames > 0 || closings > 0 else { return shift }
        let behind = closings & ((1 << UInt64(min(skipCount(behind: place), 64))) &- 1)
        return shift.closed(by: closedFrames &- UInt16(behind.nonzeroBitCount))
    }

    /// How many places behind one were left out.
    private func skipCount(behind place: ExtendedSequenceNumber) -> Int {
        guard lastSkip > place.value else { return 0 }
        return (skips & ((1 << UInt128(min(lastSkip - place.value, 128))) &- 1)).nonzeroBitCount
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

    /// Leaves a packet out, and with `closesUp` the frame that begins with it. One that comes when others behind it have left
    /// has its gap already.
    mutating func skip(
        _ place: ExtendedSequenceNumber, closesUp: Bool = false, after newest: ExtendedSequenceNumber?
    ) {
        guard let number = number(of: place), newest.map({ number > $0 }) ?? true else { return }
        let later = UInt64(min(skipCount(behind: place), 64))
        if place.value > lastSkip {
            let steps = lastSkip == .min ? 128 : place.value - lastSkip
            skips = steps < 128 ? skips << UInt128(steps) | 1 : 1
            lastSkip = place.value
        } else {
            skips |= 1 << UInt128(lastSkip - place.value)
        }
        let below = closings & ((1 << later) &- 1)
        let above = ((closings >> later) << 1) | (closesUp ? 1 : 0)
        closings = (above << later) | below
        if closesUp { closedFrames &+= 1 }
        offset -= 1
    }
}
