import Bytes
import CodecBridge
import Media

/// A picture that is to be made of keyframes.
struct Drawing: Sendable {
    /// How large each keyframe may become.
    let largest: PictureSize
    /// How many stand beside and below each other.
    var columns = 1, rows = 1
    /// The keyframes, each with what it is.
    let keyframes: [(format: BridgeFormat, unit: AccessUnit)]

    /// What was made of it.
    struct Outcome: Sendable {
        /// The picture, a JPEG.
        let jpeg: ByteSlice
        /// How large each keyframe became.
        let tile: PictureSize
    }
}
