internal import Timing

/// When a packet left, in half the room of an instant: in units of 64 µs, which wrap after three days.
struct SentTime: Hashable, Sendable {
    /// The units.
    private let units: UInt32

    private static let nanosecondsPerUnit: Int64 = 64_000

    /// The time of an instant.
    @inline(__always)
    init(_ instant: Instant) {
        units = UInt32(truncatingIfNeeded: instant.nanoseconds / Self.nanosecondsPerUnit)
    }

    /// The instant of that time which is nearest to `now`.
    func instant(near now: Instant) -> Instant {
        let present = now.nanoseconds / Self.nanosecondsPerUnit
        let age = Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: present) &- units))
        return Instant(nanoseconds: (present - age) * Self.nanosecondsPerUnit)
    }
}
