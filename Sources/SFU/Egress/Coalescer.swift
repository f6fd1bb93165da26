internal import Timing
internal import WebRTC

/// How long packets that came wait for others before they are passed on.
///
/// Below a load they do not: a run of one costs no more than the processor has. Above it, a run of four costs half as much
/// a packet as singles do (PERFORMANCE.md), which is worth a few milliseconds where an operator says so.
struct Coalescer {
    /// The longest that a packet waits.
    private let limit: Duration
    /// When the first packet came that waits.
    private var since = Instant.zero
    /// How much is passed on: a packet to one viewer counts as an octet.
    private var load = RateMeter()
    /// Whether it is much at present.
    private var isBusy = false

    /// Packets to viewers a second that are much: a sixth of a core, when each leaves alone.
    private static let busyRate = 100_000

    init(_ limit: Duration) {
        self.limit = limit
    }

    /// The first packet of a batch came.
    mutating func begin(at now: Instant) {
        since = now
        isBusy = limit > .zero && load.bitsPerSecond(at: now) / 8 > UInt64(Self.busyRate)
    }

    /// Takes note of packets that are passed on.
    mutating func count(_ packets: Int, at now: Instant) {
        if limit > .zero { load.add(packets, at: now) }
    }

    /// When what waits is to be passed on.
    var deadline: Instant { isBusy ? since.advanced(by: limit) : .zero }

    /// Whether it is to be passed on now.
    func isDue(at now: Instant) -> Bool { deadline <= now }
}
