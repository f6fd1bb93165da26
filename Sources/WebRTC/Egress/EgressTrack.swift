internal import Timing

/// One stream that goes to one peer, as the fan-out needs it.
struct EgressTrack {
    /// The peer's row.
    let viewer: Int32
    /// The number of its class; -1 before a source feeds it.
    var egressClass: Int32 = -1
    /// The source whose fan-outs it takes part in; `nil` while it is not live.
    var source: UInt32?
    /// The number of its parities' row; -1 where they were not agreed on, or never needed.
    var parity: Int32 = -1
    /// Whether parities are made now.
    var isProtected = false
    /// When the first frame had left with its last packet: of video, a keyframe, since it begins with nothing else.
    private(set) var firstFrame: Instant?
    /// Octets that left, headers and tags included.
    private(set) var byteCount: UInt64 = 0
    /// Numbers, times and reports.
    var stream: SendStream

    /// A packet left, of so many octets, which ends a frame if it `isMarked`.
    @inline(__always)
    mutating func note(_ count: Int, isMarked: Bool, at now: Instant) {
        byteCount &+= UInt64(count)
        if isMarked, firstFrame == nil { firstFrame = now }
    }

    /// A parity left, of so many octets.
    mutating func noteParity(_ count: Int) { byteCount &+= UInt64(count) }
}
