import HTTP
import Platform

/// What the operator wants of a stream's recording, on its way to the packaging loop.
struct RecordingCommand: Sendable {
    /// What is wanted.
    enum Wish: Sendable {
        /// It begins now.
        case begin
        /// It ends now.
        case end
    }

    /// The stream.
    let stream: StreamName
    /// What is wanted.
    let wish: Wish
    /// The way back.
    let responder: Responder
}
