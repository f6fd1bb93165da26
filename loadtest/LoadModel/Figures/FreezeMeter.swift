public import Timing

/// When a picture stood still, by the definition of `freezeCount` in the statistics of browsers (webrtc-stats,
/// RTCInboundRtpStreamStats).
///
/// It is a freeze when the time between two frames is at least three times the average of the last 30, and at least
/// 150 ms more than it. Its whole length counts. Frames are taken for shown the moment they can be decoded: without a
/// jitter buffer that hides short delays, this finds rather more freezes than a browser.
///
/// Deviation: the definition leaves open how many frames make an average. As libwebrtc's `VideoQualityObserver`, we
/// want five of them. A freeze that goes on when the measurement ends counts, or a stream that stops would be called
/// healthy.
public struct FreezeMeter: Sendable {
    /// The last times between frames, in microseconds, written round and round.
    private var intervals = InlineArray<30, UInt32>(repeating: 0)
    /// How many of them there are, and where the next goes.
    private var filled = 0, next = 0
    /// What they add up to.
    private var sum: UInt64 = 0
    /// When the last frame was shown.
    private var last: Instant?

    /// How often the picture stood still.
    public private(set) var count = 0
    /// The longest time it did.
    public private(set) var longest = Duration.zero
    /// How long it did in all.
    public private(set) var total = Duration.zero

    private static let fewestFrames = 5

    /// A meter that saw no frame.
    public init() {}

    /// A frame is shown.
    public mutating func handleFrame(at now: Instant) {
        guard let last else {
            self.last = now
            return
        }
        let interval = last.duration(to: now)
        judge(interval)
        add(interval)
        self.last = now
    }

    /// The measurement ends while frames were still expected.
    public mutating func finish(at now: Instant) {
        guard let last else { return }
        judge(last.duration(to: now))
        self.last = nil
    }

    /// The stream is meant to pause: what comes next is compared with nothing.
    public mutating func pause() {
        last = nil
    }

    private mutating func judge(_ interval: Duration) {
        guard filled >= Self.fewestFrames, filled > 0 else { return }
        let average = Int64(sum) / Int64(filled)
        guard interval.microseconds >= max(3 * average, average + 150_000) else { return }
        count += 1
        longest = max(longest, interval)
        total += interval
    }

    private mutating func add(_ interval: Duration) {
        let value = UInt32(clamping: interval.microseconds)
        sum = sum - UInt64(intervals[next]) + UInt64(value)
        intervals[next] = value
        next = (next + 1) % 30
        filled = min(filled + 1, 30)
    }
}
