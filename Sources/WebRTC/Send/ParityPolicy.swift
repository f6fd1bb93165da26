internal import Timing

/// How many packets of a stream share a parity, if any: on a path that loses some of them, and takes so long that what is
/// asked for again comes late.
///
/// A repair that is asked for costs what was lost, and a round trip and a half, in which the picture stands still unless the
/// receiver holds it back for as long. A parity costs its share whether or not something is lost, so that it is worth that
/// on long ways only, and only while packets do not queue up: losses by a queue that overflows become more by it. Whether there
/// is room is found out by trying, with longer and longer pauses, since an estimate rises no higher than what is sent.
struct ParityPolicy: Sendable {
    /// How many packets share one; 0 for no parity.
    private(set) var groupSize = 0
    /// The share of packets lost of late.
    private(set) var lossShare = 0.0
    /// Until when there are none, since they were too much for the path.
    private var heldUntil = Instant.zero
    /// For how long the next time.
    private var hold = ParityPolicy.firstHold

    /// How long the first and the longest pause is, and after how long without another the next is a first one.
    private static let firstHold = Duration.seconds(10), longestHold = Duration.seconds(80)
    private static let memory = Duration.seconds(120)
    /// As long must a round trip be to begin, and to go on.
    private static let long = Duration.milliseconds(80), stillLong = Duration.milliseconds(60)
    /// As much must be lost to begin, and to go on; of what is more than that many lose one has to send less.
    private static let lossy = 0.01, stillLossy = 0.004, hopeless = 0.3
    /// A queue of so much is what packets are lost by; with so much one that grows is.
    private static let queue = Duration.milliseconds(100), growingQueue = Duration.milliseconds(40)
    /// Group sizes: as few as cost a third, and as many as the shortest header tells of beside some that are left out.
    private static let smallest = 3, largest = 12

    /// Takes what a report says.
    mutating func update(lost: Double, roundTrip: Duration?, on path: LayerSelector.Path, at now: Instant) {
        lossShare += (lost - lossShare) / 4
        guard !yields(to: path, at: now) else { return }
        groupSize = now >= heldUntil && isWorthWhile(roundTrip) && !isFull(path) ? size : 0
    }

    /// More is known of the path: whether the present parities are too much for it now. Then there are none for a while.
    mutating func yields(to path: LayerSelector.Path, at now: Instant) -> Bool {
        guard groupSize > 0, isFull(path) else { return false }
        pause(at: now)
        return true
    }

    /// Makes none for a while: packets queue up, or the path does not even carry the media.
    mutating func pause(at now: Instant) {
        groupSize = 0
        if heldUntil.duration(to: now) > Self.memory { hold = Self.firstHold }
        heldUntil = now.advanced(by: hold)
        hold = min(hold * 2, Self.longestHold)
    }

    /// Makes none: what is sent arrives, or nobody takes them.
    mutating func stop() { groupSize = 0 }

    /// One loss in two groups: more groups have two of them than pay for what is left over.
    private var size: Int {
        Int(min(max(0.5 / max(lossShare, 0.01), Double(Self.smallest)), Double(Self.largest)))
    }

    private func isWorthWhile(_ roundTrip: Duration?) -> Bool {
        let isOn = groupSize > 0
        guard let roundTrip, roundTrip >= (isOn ? Self.stillLong : Self.long) else { return false }
        return lossShare >= (isOn ? Self.stillLossy : Self.lossy) && lossShare < Self.hopeless
    }

    /// Whether packets queue up; nobody knows where single packets are not told of, and then it counts as if they did.
    private func isFull(_ path: LayerSelector.Path) -> Bool {
        !path.canProbe || path.queueingDelay >= (path.isOverused ? Self.growingQueue : Self.queue)
    }
}
