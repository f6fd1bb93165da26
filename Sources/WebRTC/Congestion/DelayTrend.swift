/// Whether a queue grows on the way to a receiver: the slope of the one-way delay over the last groups of packets,
/// held against a threshold that adapts itself.
///
/// The rules and constants are those of libwebrtc's TrendlineEstimator (M120), which descends from
/// draft-ietf-rmcat-gcc-02 §5: what a browser's own sender would conclude, so do we.
struct DelayTrend: Sendable {
    /// What the path is doing.
    enum Use: Sendable {
        /// Neither of the others.
        case normal
        /// Delay grows: more is sent than gets through.
        case over
        /// Delay falls: a queue drains.
        case under
    }

    /// The window's samples: when each arrived, in microseconds, and its smoothed delay, in milliseconds. Sample n is at
    /// `n % window`.
    private var times = InlineArray<20, Int64>(repeating: 0)
    private var delays = InlineArray<20, Float>(repeating: 0)
    /// How many samples there were.
    private var count = 0
    /// All delay that was added, in milliseconds.
    private var accumulated: Float = 0
    /// The same, smoothed.
    private var smoothed: Float = 0
    /// What the slope is held against.
    private var threshold: Float = 12.5
    /// When the threshold was adapted last, in microseconds.
    private var adaptedAt: Int64?
    /// For how long the slope has been above the threshold, in milliseconds; `nil` while it is not.
    private var overTime: Float?
    /// How often in a row.
    private var overCount = 0
    /// The slope before.
    private var lastSlope: Float = 0
    /// What the path is doing.
    private(set) var use = Use.normal

    private static let window = 20
    /// How much of the smoothed delay a new sample leaves.
    private static let smoothing: Float = 0.9
    /// What makes a slope comparable to a threshold in milliseconds.
    private static let gain: Float = 4
    /// A slope counts fully from so many samples on.
    private static let fullCount = 60
    /// How fast the threshold follows a slope above and below it.
    private static let rise: Float = 0.0087, fall: Float = 0.039
    /// For how long a slope must be above the threshold.
    private static let patience: Float = 10

    /// Adds a step from one group to the next.
    mutating func add(_ step: PacketGroups.Step) {
        count += 1
        accumulated += Float(step.arrived - step.sent) / 1000
        smoothed = Self.smoothing * smoothed + (1 - Self.smoothing) * accumulated
        times[count % Self.window] = step.at
        delays[count % Self.window] = smoothed
        guard count >= Self.window, let slope else { return }
        detect(slope, over: Float(step.sent) / 1000, at: step.at)
        lastSlope = slope
    }

    /// The slope of the line through the samples with the least squares. Times are counted from the newest, so that a
    /// `Float` tells them apart however long this lasts.
    private var slope: Float? {
        let (times, delays, newest) = (times.span, delays.span, times[count % Self.window])
        var (time, delay): (Float, Float) = (0, 0)
        for index in times.indices {
            time += Float(times[index] - newest) / 1000
            delay += delays[index]
        }
        time /= Float(Self.window)
        delay /= Float(Self.window)
        var (above, below): (Float, Float) = (0, 0)
        for index in times.indices {
            let distance = Float(times[index] - newest) / 1000 - time
            above += distance * (delays[index] - delay)
            below += distance * distance
        }
        return below > 0 ? above / below : nil
    }

    private mutating func detect(_ slope: Float, over span: Float, at time: Int64) {
        let trend = Float(min(count, Self.fullCount)) * slope * Self.gain
        if trend > threshold {
            // The first time, half of the step counts: it may have begun anywhere in between.
            let spent = overTime.map { $0 + span } ?? span / 2
            overTime = spent
            overCount += 1
            if spent > Self.patience, overCount > 1, slope >= lastSlope {
                overTime = 0
                overCount = 0
                use = .over
            }
        } else {
            overTime = nil
            overCount = 0
            use = trend < -threshold ? .under : .normal
        }
        adapt(to: abs(trend), at: time)
    }

    /// Lets the threshold follow, so that a competing flow that fills queues does not starve us. A jump far beyond it
    /// is no sign of that.
    private mutating func adapt(to trend: Float, at time: Int64) {
        defer { adaptedAt = time }
        guard trend <= threshold + 15 else { return }
        let passed = Float(min(time - (adaptedAt ?? time), 100_000)) / 1000
        threshold += (trend < threshold ? Self.fall : Self.rise) * (trend - threshold) * passed
        threshold = min(max(threshold, 6), 600)
    }
}
