internal import Bytes
internal import Timing

/// A datagram that came for a member.
struct Arrival: ~Escapable {
    /// Its bytes.
    let bytes: RawSpan
    /// When the kernel got it; `nil` where that is not known.
    let instant: Instant?

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, at instant: Instant? = nil) {
        self.bytes = bytes
        self.instant = instant
    }
}
