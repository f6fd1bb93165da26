import HTTP
import Packaging
import Timing

/// What players and those who record are told that a packaged stream cannot give.
extension Problem {
    static let noPublisher = Problem(
        .notFound, title: "Nobody publishes this stream", retryAfter: .seconds(3))
    static let notBegun = Problem(
        .serviceUnavailable, title: "The stream has not begun yet",
        detail: "Its publisher is there, and no keyframe came in time.", retryAfter: .seconds(2))
    static let standingStill = Problem(
        .serviceUnavailable, title: "The stream stands still", retryAfter: .seconds(2))
    static let draining = Problem(
        .serviceUnavailable, title: "The server is ending", retryAfter: .seconds(5))

    static let notShown = Problem(
        .notFound, title: "No picture is made of this stream now",
        detail: "It is neither watched as HLS nor recorded; without ?glance a picture is made all the same.")
    static let notPackaged = Problem(
        .conflict, title: "The stream is neither watched as HLS nor recorded",
        detail: "Its playlists and recordings tell marked moments, and there are none now.")
    static let unfitMarker = Problem(
        .unprocessableContent, title: "The moment cannot be marked",
        detail:
            "It lies before what is packaged of the stream, or more than an hour ahead, or its title has a quotation mark, a control "
            + "character or a code point that is no character.")

    static func noTranscoder(of kind: TrackKind) -> Problem {
        Problem(
            .serviceUnavailable,
            title: kind == .audio
                ? "The sound cannot be made AAC now" : "The pictures cannot be made H.264 now",
            detail:
                "The server's transcoder does not work. What the publisher sends can be watched over WebRTC.",
            retryAfter: .seconds(10))
    }
    static let notRecorded = Problem(.notFound, title: "The stream is not being recorded")

    static func unfit(_ codec: String) -> Problem {
        Problem(
            .unprocessableContent, title: "HLS players do not take this stream's codec",
            detail:
                "It is \(codec). H.264, VP9, AV1 and Opus can be carried; this one can be watched over WebRTC."
        )
    }
}
