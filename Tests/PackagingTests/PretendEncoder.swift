import Media
import Timing

/// The process that makes AAC of a broadcast's sound, as far as its times go: units of 1,024 ticks on the grid of its first packet,
/// one more before them, each some time later.
struct PretendEncoder {
    /// Whether it is to work, and how often it was told to.
    private(set) var isWanted = false, beginnings = 0
    /// Whether it does; when it does again, it begins anew.
    var works = true {
        didSet { if !works { (start, coming) = (nil, []) } }
    }
    /// When what it was given began, and how much of that was made.
    private var start: Int64?, made: Int64 = 0
    /// What is on its way back, and when it is there.
    private var coming: [(unit: AccessUnit, due: Instant)] = []

    /// How long it takes.
    private static let delay = Duration.milliseconds(60)
    private static let length: Int64 = 1024

    /// When something is back.
    var nextDue: Instant { coming.first?.due ?? .distantFuture }

    /// It is wanted, or not any more.
    mutating func want(_ isWanted: Bool) {
        self.isWanted = isWanted
        if isWanted { beginnings += 1 }
        (start, coming) = (nil, [])
    }

    /// Takes units of Opus.
    mutating func take(_ units: [AccessUnit], at now: Instant) {
        guard works else { return }
        for unit in units {
            let end = unit.decodeTime + (unit.duration ?? 0)
            // It puts in what little is missing.
            if start.map({ unit.decodeTime - ($0 + made) > 96_000 + Self.length }) ?? true {
                (start, made) = (unit.decodeTime, 0)
            }
            while let start, start + made + Self.length <= end {
                let time = start + made - Self.length
                coming.append(
                    (
                        AccessUnit([1, 2, 3], decodeTime: time, duration: Self.length),
                        now.advanced(by: Self.delay)
                    ))
                made += Self.length
            }
        }
    }

    /// What is back by now.
    mutating func poll(at now: Instant) -> AccessUnit? {
        nextDue <= now ? coming.removeFirst().unit : nil
    }
}
