internal import Media

/// The pictures of a stream as H.264, as players are offered them, made or not.
struct PictureOffer: Sendable {
    /// What they are when they are made.
    let target: H264Target
    /// The first numbers that they have not used.
    let unused: (segment: Int, initialization: Int)
    /// Since when they can be made, in ticks of 90 kHz on the timeline; `nil` when that is from the next keyframe on.
    let oldest: Int64?
    /// Whether they are all that is offered: no player takes what the publisher sends.
    let isOnly: Bool

    /// How many bits a second there are, and what fragments take beside them: nobody has made any to be measured.
    var rates: (peak: Int64, average: Int64) {
        (Int64(target.bitsPerSecond) * 5 / 4, Int64(target.bitsPerSecond) * 21 / 20)
    }
}
