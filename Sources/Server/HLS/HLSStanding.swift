/// What is told of one stream as HLS.
struct HLSStanding: Sendable {
    /// How many sessions watch.
    let viewers: Int
    /// Of how many pictures one is made H.264; `nil` while none is.
    let pictureDivisor: Int?
}
