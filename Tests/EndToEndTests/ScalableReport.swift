/// What a browser saw of another's scalable stream, one share after the other.
struct ScalableReport: Decodable, Sendable {
    /// A share of it, watched for a while.
    struct Step: Decodable, Sendable {
        /// What was asked for, and what came.
        let name: String
        let current: String?
        /// How many pictures were sent, and how many of them decoded.
        let sent, decoded: Int
        /// How wide the last one was.
        let width: Int
        /// How many pictures were decoded and not shown, keyframes came and were asked for, and freezes.
        let dropped, keyframes, plis, freezes: Int
    }

    /// What the publisher says that it sends.
    let mode: String?
    let steps: [Step]
}
