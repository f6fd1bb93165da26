/// Makes ticks of the sampling rate out of a source's times for sound, which are rounded: pieces of sound last as many
/// samples as they have.
///
/// A piece follows the one before without a gap as long as that is true to a few milliseconds. A source whose sound and
/// clock drift apart is followed by an eighth of the difference a piece; a tenth of a second is a gap.
struct SoundTimeline {
    /// Samples a second.
    let rate: Int64
    /// Where the next piece begins.
    private var next: Int64?

    init(rate: Int) { self.rate = Int64(rate) }

    /// Puts a piece of so many samples, whose source says this time, in ticks.
    mutating func place(_ time: Int64, samples: Int64) -> Int64 {
        var begin = next ?? time
        let difference = time - begin
        if difference.magnitude > rate / 10 {
            begin = time
        } else if difference.magnitude > rate / 250 {
            begin += difference / 8
        }
        next = begin + samples
        return begin
    }
}
