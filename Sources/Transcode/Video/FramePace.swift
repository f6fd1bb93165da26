internal import Timing

/// Which pictures are encoded, so that what is made keeps up with what comes.
///
///     every picture ── a second of them took longer than it may ──► every other ──► every fourth ──► none up to the next keyframe
///           ◄── it has been quick enough for a while ───────────────────┘  ◄──────────────┘
///
/// What it costs is told in time that has passed, so that a machine that is busy with something else counts as a slow one. A
/// second of pictures may take 0.8 seconds; twice as many are tried when they would take 0.6, for ten seconds in a row: when that
/// was too early, for twice as long the next time. All pictures are decoded, since the next ones need them.
///
/// What is encoded is counted from the last keyframe on, so that parts of four pictures and multiples of that begin and end with the
/// same ones at any pace.
///
/// Invariants:
/// 1. Every keyframe is encoded.
/// 2. No picture lasts longer than `longest` because others are left out.
struct FramePace {
    /// What becomes of a picture.
    enum Choice {
        case encode
        /// It is not shown, and decoded for the others.
        case decode
        /// It is of no use, nor is any up to the next keyframe.
        case leaveOut
    }

    /// Of how many pictures one is encoded: 1, 2 or 4.
    private(set) var divisor = 1
    /// How many pictures were left out since that was asked last.
    private var leftOut = 0
    /// How long a picture may last, in ticks of 90 kHz.
    private let longest: Int64
    /// When the last picture was, and how many there were since the last keyframe.
    private var last: Int64?, index = 0
    /// Whether nothing is of use up to the next keyframe.
    private var awaitsKeyframe = false
    /// How far it is behind, by what it costs beyond the time there is for it.
    private var behind = Duration.zero
    /// When the present while of pictures began, and what they took: for each picture, and for being encoded.
    private var start: Int64?, decodeCost = Duration.zero, encodeCost = Duration.zero
    /// For how long it has been quick enough, and must have been, in ticks; and how long ago twice as many were tried.
    private var calm: Int64 = 0, neededCalm = Self.usualCalm, sinceRaise: Int64?

    private static let second: Int64 = 90_000
    /// How many a second of pictures may take, and how many one with twice as many must be expected to, in thousandths.
    private static let most = 800, mostExpected = 600
    private static let mostDivisor = 4
    /// How far it may be behind when it encodes one picture of four.
    private static let mostBehind = Duration.seconds(1)
    /// How long it must have been quick enough, at first and at most.
    private static let usualCalm = 10 * second, longestCalm = 160 * second

    init(longest: Int64) {
        self.longest = longest
    }

    /// What becomes of the next picture.
    mutating func choose(at time: Int64, isKeyframe: Bool) -> Choice {
        let interval = last.map { time - $0 } ?? 0
        last = time
        index = isKeyframe ? 0 : index + 1
        // What was left out took no time, which says nothing of what is not.
        if isKeyframe, awaitsKeyframe { (start, decodeCost, encodeCost) = (nil, .zero, .zero) }
        if isKeyframe || interval < 0 { awaitsKeyframe = !isKeyframe }
        guard !awaitsKeyframe else {
            leftOut += 1
            return .leaveOut
        }
        // The next ones come as late as this one did, most likely.
        var divisor = divisor
        while divisor > 1, Int64(divisor) * interval > longest { divisor /= 2 }
        guard index % divisor == 0 else {
            leftOut += 1
            return .decode
        }
        return .encode
    }

    /// A picture at a time took so long. Returns whether there is something new to say.
    mutating func note(decoding: Duration, encoding: Duration, at time: Int64) -> Bool {
        decodeCost += decoding
        encodeCost += encoding
        let start = start ?? time
        self.start = start
        // A while of nothing, or a clock that was set, says nothing.
        guard 0...10 * Self.second ~= time - start else {
            begin(at: time)
            return false
        }
        let cost = decodeCost + encodeCost
        guard time - start >= Self.second || Self.thousandths(cost) > Self.most else { return false }
        defer { begin(at: time) }
        behind = max(behind + cost - .nanoseconds((time - start) * 100_000 / 9), .zero)
        return judge(max(time - start, Self.second))
    }

    /// How many pictures were left out since this was asked last.
    mutating func takeLeftOut() -> Int {
        defer { leftOut = 0 }
        return leftOut
    }

    /// Judges a while of so many ticks.
    private mutating func judge(_ length: Int64) -> Bool {
        let per = { (cost: Duration) in Self.thousandths(cost) * Int(Self.second) / Int(length) }
        sinceRaise = sinceRaise.map { $0 + length }
        if per(decodeCost + encodeCost) > Self.most {
            lower()
            return true
        }
        guard divisor > 1 else { return leftOut > 0 }
        calm = per(decodeCost + encodeCost * 2) < Self.mostExpected ? calm + length : 0
        if calm >= neededCalm {
            (divisor, calm, sinceRaise) = (divisor / 2, 0, 0)
        }
        return true
    }

    private mutating func lower() {
        calm = 0
        guard divisor < Self.mostDivisor else {
            if behind > Self.mostBehind { (awaitsKeyframe, behind) = (true, .zero) }
            return
        }
        divisor *= 2
        let isTooEarly = sinceRaise.map { $0 < 3 * Self.usualCalm } ?? false
        neededCalm = isTooEarly ? min(neededCalm * 2, Self.longestCalm) : Self.usualCalm
        sinceRaise = nil
    }

    private mutating func begin(at time: Int64) {
        (start, decodeCost, encodeCost) = (time, .zero, .zero)
    }

    /// A duration in thousandths of a second.
    private static func thousandths(_ duration: Duration) -> Int { Int(duration.nanoseconds / 1_000_000) }
}
