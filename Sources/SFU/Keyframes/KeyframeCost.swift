internal import Timing

/// What a keyframe costs a publisher: how long its stream takes to bring as many octets.
///
/// An encoder that is held to a rate pays for a keyframe with the pictures behind it. A talking head's is worth some
/// 100 ms, a screen's, which hardly moves otherwise, many seconds. One that comes after a second without any picture is not
/// measured: nothing is behind it that would pay.
struct KeyframeCost {
    /// The cost, averaged over keyframes; zero before one was measured.
    private(set) var duration = Duration.zero

    /// More is a stream that had been standing still.
    private static let most = Duration.seconds(10)

    /// Takes a keyframe's size, and the rate of the stream that it came in.
    mutating func note(byteCount: Int, bitsPerSecond: UInt64) {
        guard bitsPerSecond > 0, byteCount > 0 else { return }
        // Both are bounded so that nothing overflows; neither is ever as large.
        let bits = Int64(min(byteCount, 1 << 30)) * 8
        let cost = min(.microseconds(bits * 1_000_000 / Int64(clamping: bitsPerSecond)), Self.most)
        duration = duration == .zero ? cost : duration + (cost - duration) / 4
    }
}
