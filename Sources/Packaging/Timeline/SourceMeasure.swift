internal import Timing

/// What a new source's first seconds show: how its frames and its keyframes are spaced, in nanoseconds.
struct SourceMeasure: Hashable {
    /// How long most frames last.
    var usualFrame: Int64 = 20_000_000
    /// How long the longest lasted.
    var longestFrame: Int64 = 20_000_000
    /// The longest time from a keyframe to the next one.
    var longestGroup: Int64 = 0
    /// Whether there was no second keyframe, and none can be asked for.
    var isEndless = false

    init() {}

    /// Measures frames by when they are decoded, first to last, and which of them are keyframes.
    init(times: [Int64], syncs: [Int64], canAsk: Bool) {
        let frames = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.sorted()
        // A single picture in all that time is a slow screen: once a second is usual for one that stands still.
        // One that lasts longer than was measured is a clock that was set.
        usualFrame =
            frames.isEmpty
            ? 1_000_000_000 : min(frames[frames.count / 2], PackagingSettings.measuringTime.nanoseconds)
        longestFrame = frames.last ?? usualFrame
        longestGroup = zip(syncs, syncs.dropFirst()).map { $1 - $0 }.max() ?? 0
        isEndless = !canAsk && syncs.count < 2
    }
}
