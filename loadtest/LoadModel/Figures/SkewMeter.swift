/// How far sound and picture are apart.
///
/// Both are told by how late they are: for what a player makes of the stream, the capture time that sender reports
/// give a frame less the time mark inside it; for how they arrive, their latencies. What is late by the same amount is
/// in sync, so that only the difference is looked at.
public struct SkewMeter: Sendable {
    /// How late the last picture and the last sound were.
    private var video: Duration?, audio: Duration?

    /// By how much the picture was later than the sound when it was most out of sync; negative when it was earlier.
    public private(set) var worst = Duration.zero

    /// A meter that was told nothing.
    public init() {}

    /// By how much the picture is later than the sound; `nil` until there was both.
    public var current: Duration? {
        guard let video, let audio else { return nil }
        return video - audio
    }

    /// A picture is this late.
    public mutating func noteVideo(late: Duration) {
        video = late
        compare()
    }

    /// A sound is this late.
    public mutating func noteAudio(late: Duration) {
        audio = late
        compare()
    }

    private mutating func compare() {
        guard let current, abs(current) > abs(worst) else { return }
        worst = current
    }

    private func abs(_ duration: Duration) -> Duration {
        duration < .zero ? .zero - duration : duration
    }
}
