/// What viewers saw who joined long after a publisher's last keyframe.
struct LateJoinReport: Decodable, Sendable {
    /// A stream.
    struct Stream: Decodable, Sendable {
        let codec: String
        /// Those who joined, one after the other.
        let joiners: [Joiner]
        /// How many keyframes the publisher was asked for, and how many it made.
        let requests: Int
        let keyframes: Int
        /// How many pictures it made.
        let frames: Int
    }

    /// One who joined.
    struct Joiner: Decodable, Sendable {
        /// How long after the offer's departure it had decoded its first picture, in seconds.
        let waited: Double
        /// Half seconds of what it saw from then on.
        let samples: [Sample]
    }

    /// What happened in half a second.
    struct Sample: Decodable, Sendable {
        /// The buffers.
        let video: Buffer
        let audio: Buffer
        /// How many pictures were decoded, and since the beginning, how often it froze and asked for a keyframe.
        let framesDecoded: Int?
        let freezeCount: Int?
        let pliCount: Int?
    }

    /// A jitter buffer.
    struct Buffer: Decodable, Sendable {
        /// How long what left it had been in it on average, in seconds.
        let delay: Double?
    }

    let streams: [Stream]
}
