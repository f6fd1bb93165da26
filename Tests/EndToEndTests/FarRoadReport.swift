/// What pages far away lost of a stream in some twenty seconds, and how they got it back.
struct FarRoadReport: Decodable, Sendable {
    /// One page.
    struct Page: Decodable, Sendable {
        /// How many pictures it decoded, and for how long they stood still, in seconds.
        let frames: Int
        let frozen: Double
        /// How many packets it lost, of how many it got parities, and how many came again.
        let lost, parities, repeated: Int
        /// How many packets it asked for again, and how often for a keyframe.
        let asked, keyframes: Int
    }

    /// As browsers are; without retransmissions; and without parities either.
    let usual, unrepaired, bare: Page
}
