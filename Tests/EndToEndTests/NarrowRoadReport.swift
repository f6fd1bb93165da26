/// What a viewer saw while its road was made narrow and wide again.
struct NarrowRoadReport: Decodable, Sendable {
    /// Half a second.
    struct Sample: Decodable, Sendable {
        /// The width of its last picture.
        let width: Int
        /// How many pictures were decoded in it.
        let frames: Int
        /// How many freezes there were so far, and how long they took in all, in seconds.
        let freezes: Int
        let frozen: Double
    }

    /// What it saw, from the beginning.
    let samples: [Sample]
    /// Before which of these the road was made narrow, and wide.
    let narrowed, widened: Int
    /// After how many seconds the best layer was seen first, a smaller one, and the best again.
    let top, down, up: Double?
    /// How many octets the publisher sent of each layer.
    let layers: [String: Int]
}
