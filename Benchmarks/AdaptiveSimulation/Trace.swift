import Timing

/// How a path's capacity goes over time, and what else it does to packets.
public struct Trace: Sendable {
    /// From a moment on, so many bits a second.
    public struct Change: Sendable {
        /// From when.
        public let at: Duration
        /// What passes from then on, in bits a second.
        public let bitsPerSecond: Int
    }

    /// What it is called.
    public let name: String
    /// How long it is.
    public let length: Duration
    /// The capacity, in order; the first is at the start.
    public let changes: [Change]
    /// How long a packet takes one way when nothing waits.
    public var delay = Duration.milliseconds(25)
    /// The share of packets that it loses by itself.
    public var loss = 0.0
    /// How long its queue is at the first capacity: what would wait longer is dropped.
    public var queue = Duration.milliseconds(500)
    /// Whether its changes are steps, after which demands are made of what follows; a ramp or a radio's trace is none.
    public var hasSteps = true

    /// What passes at a moment.
    public func capacity(at time: Duration) -> Int {
        changes.last { $0.at <= time }?.bitsPerSecond ?? changes[0].bitsPerSecond
    }

    /// The last change before a moment.
    public func lastChange(before time: Duration) -> Duration {
        changes.last { $0.at <= time }?.at ?? .zero
    }

    /// A path of one capacity for a minute.
    static func steady(_ bitsPerSecond: Int) -> Trace {
        Trace(
            name: "steady \(Double(bitsPerSecond) / 1e6) Mb/s", length: .seconds(60),
            changes: [Change(at: .zero, bitsPerSecond: bitsPerSecond)])
    }

    /// A path that changes at given seconds.
    static func steps(_ name: String, _ steps: [(Int, Int)], length: Int = 60) -> Trace {
        Trace(
            name: name, length: .seconds(length),
            changes: steps.map { Change(at: .seconds($0.0), bitsPerSecond: $0.1) })
    }
}
