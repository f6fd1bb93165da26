public import RTP
public import Timing

/// Whether the timestamps of a stream tell the time: a player that believes wrong ones plays too fast, too slowly or
/// not at all.
///
/// Timestamps are held against the arrival of the frames that carry them. Networks and catching up after a join move
/// frames by fractions of a second, so two things count as wrong: a step that is more than a second off, or backwards
/// by more than reordered pictures are; and a pace that is more than 5 % off over ten seconds. The first ten seconds
/// are not judged by their pace: a viewer that joins may be sent what it missed first.
public struct TimelineMeter: Sendable {
    /// A moment on both time lines.
    private struct Pair {
        var timestamp: RTPTimestamp
        var arrival: Instant
    }

    /// Ticks of the stream's clock in a second.
    private let clockRate: Double
    /// The last frame.
    private var last: Pair?
    /// The frame with which the present stretch began.
    private var start: Pair?
    /// Whether the first stretch is over.
    private var isSettled = false

    /// How many steps were wrong.
    public private(set) var jumps = 0
    /// How many stretches of ten seconds had the wrong pace.
    public private(set) var wrongStretches = 0
    /// The worst pace of such a stretch: seconds of media in a second of time; 1 is right.
    public private(set) var worstPace = 1.0

    /// How far a step may be off.
    private static let patience = 1.0
    /// How far timestamps may go back, as pictures that are shown later than they are decoded do.
    private static let reordering = 0.5
    private static let stretch = 10.0
    private static let tolerance = 0.05

    /// A meter for a stream of so many ticks a second.
    public init(clockRate: UInt32) {
        self.clockRate = Double(max(clockRate, 1))
    }

    /// Whether anything was wrong.
    public var isWrong: Bool { jumps > 0 || wrongStretches > 0 }

    /// The first packet of a frame came.
    public mutating func handleFrame(_ timestamp: RTPTimestamp, at now: Instant) {
        let pair = Pair(timestamp: timestamp, arrival: now)
        guard let last, let start else { return begin(pair) }
        self.last = pair
        let step = seconds(from: last, to: pair)
        guard step.media >= -Self.reordering, abs(step.media - step.real) <= Self.patience else {
            // A stream that was silent may go on where it stopped, or where it would be.
            if step.media >= -Self.reordering, step.media <= Self.patience { return begin(pair) }
            jumps += 1
            return begin(pair)
        }
        let stretch = seconds(from: start, to: pair)
        guard stretch.real >= Self.stretch else { return }
        let pace = stretch.media / stretch.real
        if isSettled, abs(pace - 1) > Self.tolerance {
            wrongStretches += 1
            if abs(pace - 1) > abs(worstPace - 1) { worstPace = pace }
        }
        self.start = pair
        isSettled = true
    }

    private mutating func begin(_ pair: Pair) {
        (last, start) = (pair, pair)
    }

    private func seconds(from one: Pair, to other: Pair) -> (media: Double, real: Double) {
        (
            Double(other.timestamp.distance(from: one.timestamp)) / clockRate,
            one.arrival.duration(to: other.arrival).seconds
        )
    }
}
