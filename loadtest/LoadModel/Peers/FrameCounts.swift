/// What became of a track's frames.
struct FrameCounts: Hashable, Sendable {
    /// Frames that could be decoded.
    private(set) var decodable: UInt64 = 0
    /// Frames that were whole and could not, for want of another.
    private(set) var undecodable: UInt64 = 0
    /// Frames that were never whole.
    private(set) var incomplete: UInt64 = 0

    /// Adds what a tracker counted.
    mutating func add(_ frames: FrameTracker) {
        decodable += frames.decodable
        undecodable += frames.undecodable
        incomplete += frames.incomplete
    }

    /// Adds what was counted elsewhere.
    mutating func merge(_ other: FrameCounts) {
        decodable += other.decodable
        undecodable += other.undecodable
        incomplete += other.incomplete
    }
}
