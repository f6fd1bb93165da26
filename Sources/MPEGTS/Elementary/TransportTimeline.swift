/// Puts a program's 33-bit times on one line that does not wrap (ISO 13818-1 §2.4.3.7), with all of its streams on it.
///
///     raw     … 9 10 11 │ 500 501 502 │ …      a source whose clock was set, or another source spliced in
///     line    … 9 10 11 │  12  13  14 │ …
///
/// A time far from the last begins a new stretch of the line, which goes on where the old one ended. Streams reach such a
/// place one after the other: whoever is still near the old stretch stays on it.
///
/// Invariant: of each stretch, times of all streams have the same distances as in the source.
struct TransportTimeline {
    /// Times that belong together.
    private struct Stretch {
        /// The last raw time, and where it is on the line.
        var raw: Int64, place: Int64

        /// Where another raw time is, unless it is far away.
        func place(of raw: Int64) -> Int64? {
            let step = TransportTimeline.distance(from: self.raw, to: raw)
            return step.magnitude <= TransportTimeline.longestStep ? place + step : nil
        }
    }

    /// The stretch that times are on, and the one before.
    private var present: Stretch?
    private var former: Stretch?
    /// The furthest place so far.
    private var end: Int64 = 0
    /// How many stretches began since the first.
    private(set) var jumps: UInt64 = 0

    /// By how much two times may differ and belong together: ten seconds; streams of a program are told within one.
    private static let longestStep = 10 * 90_000
    /// How far the first time of a new stretch lies behind the end of the old: a picture.
    private static let usualStep: Int64 = 3_000

    /// Puts a raw time on the line.
    mutating func place(_ raw: UInt64) -> Int64 {
        let raw = Int64(raw & 0x1_FFFF_FFFF)
        if let place = present?.place(of: raw) {
            present = Stretch(raw: raw, place: place)
            end = max(end, place)
            return place
        }
        if let place = former?.place(of: raw) {
            former = Stretch(raw: raw, place: place)
            return place
        }
        let place = present == nil ? raw : end + Self.usualStep
        if present != nil { jumps &+= 1 }
        (former, present) = (present, Stretch(raw: raw, place: place))
        end = max(end, place)
        return place
    }

    /// From one time modulo 2^33 to another, the shorter way.
    static func distance(from start: Int64, to end: Int64) -> Int64 {
        let step = (end - start) & 0x1_FFFF_FFFF
        return step >= 1 << 32 ? step - (1 << 33) : step
    }
}
