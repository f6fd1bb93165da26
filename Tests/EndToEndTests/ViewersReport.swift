/// What the viewers of a scenario saw, by the statistics of the browser they ran in.
struct ViewersReport: Decodable, Sendable {
    /// One viewer.
    struct Viewer: Decodable, Sendable {
        /// What the scenario calls it, a codec for the most part.
        let name: String
        /// Whether it saw a second of frames and heard a sound before its time was up.
        let complete: Bool
        /// How long that took, in seconds.
        let waited: Double
        /// The MIME type of the video it decoded.
        let codec: String?
        let framesDecoded: Int
        let keyFramesDecoded: Int
        let width: Int
        let height: Int
        let freezes: Int
        /// How long a frame was held back on average, in seconds.
        let jitterBufferDelay: Double?
        let packetsLost: Int
        let nackCount: Int
        let pliCount: Int
        /// The MIME type of the sound.
        let audioCodec: String?
        let audioSamples: Int
        let audioEnergy: Double
        /// The viewer's SRTP suite.
        let srtpCipher: String?
        /// The ICE user name of the address pair in use, the viewer's half, which a restart changes.
        let ufrag: String?
        /// Its publisher's.
        let published: String?
        /// With what status its DELETE, and its publisher's, were answered.
        let closed: [Int]?
    }

    let viewers: [Viewer]
    /// How often a viewer had to come, whose browser lost what it had got.
    let attempts: Int?
    /// The names of the layers that a publisher sent.
    let layers: [String]?
    /// How a publisher was answered that is expected to be refused.
    let refused: Int?
    /// How their DELETEs were answered at the end, each once and again.
    let closed: [Int]?
    /// How long after a publisher's death another was let in, in seconds.
    let yielded: Double?
    /// How the publisher's and the viewer's trickled candidates were answered, and their ICE restarts.
    let trickled: [Int]?
    let restarted: [Int]?
    /// Their entity tags before the restart, and those behind it.
    let tags: [String?]?
}
