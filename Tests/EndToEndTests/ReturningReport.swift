/// What viewers saw of publishers that were killed and came back.
struct ReturningReport: Decodable, Sendable {
    /// One return.
    struct Return: Decodable, Sendable {
        /// What the viewer decoded then.
        let codec: String?
        /// How its connection was.
        let connection: String
        /// Whether it saw a second of frames.
        let complete: Bool
        /// How long it saw nothing, in seconds from the publisher's death; `nil` when it never saw anything again.
        let outage: Double?
        /// How long after the new publisher's first keyframe began to come to the server the viewer saw a frame, in seconds.
        let afterKeyframe: Double?
        /// What the publisher said, when nothing was seen.
        let log: String
    }

    /// What the server says of a session.
    struct Session: Decodable, Sendable {
        let state: String
        let diagnosis: String?
    }

    /// Two viewers before the first death, one of which takes H.264 only, and that one in the end.
    let viewers: [ViewersReport.Viewer]
    let returns: [Return]
    /// What the server said of the viewer that does not take the publisher's codec.
    let leftOut: Session
}
