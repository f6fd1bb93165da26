public import Bytes
internal import Timing

/// A segment of one rendition, finished or being made.
public struct Segment: Sendable {
    /// Its media sequence number.
    public let number: Int
    /// When it begins, in ticks of its track on the timeline.
    var start: Int64
    /// When that was.
    var date: WallClock
    /// Which of the rendition's initialisation sections it needs.
    var initialization: Int
    /// Whether it has nothing to do with the one before.
    let isDiscontinuous: Bool
    /// How many discontinuities there were before it, and when the last of them was, in nanoseconds of the timeline.
    let period: (number: Int, start: Int64)
    /// Its parts so far.
    public internal(set) var parts: [Part] = []
    /// How long it lasts, in ticks, once it is finished.
    var duration: Int64?
    /// Its octets once it is finished, parts one behind the other.
    public internal(set) var bytes: ByteSlice?

    /// Whether it is finished.
    public var isFinished: Bool { duration != nil }
    /// Whether it has nothing in it: the source stalled.
    var isGap: Bool { parts.isEmpty }
    /// How long its parts last.
    var partsDuration: Int64 { parts.reduce(0) { $0 + $1.duration } }

    /// Ends it. Its parts become slices of one piece of memory, so that the segment and its parts are the same bytes.
    mutating func finish(lasting duration: Int64, sharing: Packager.Sharing) {
        self.duration = duration
        guard !parts.isEmpty else { return }
        var whole: [UInt8] = []
        whole.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
        for part in parts { whole.append(part.bytes.bytes) }
        let shared = sharing(whole)
        var place = 0
        for index in parts.indices {
            let end = place + parts[index].bytes.count
            parts[index].bytes = ByteSlice(shared, range: place..<end)
            place = end
        }
        bytes = ByteSlice(shared)
    }
}
