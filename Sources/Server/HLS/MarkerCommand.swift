import HTTP
import Platform
import Timing

/// A moment that the operator marks, on its way to the packaging loop.
struct MarkerCommand: Sendable {
    /// The stream.
    let stream: StreamName
    /// What it is called.
    let title: String
    /// When it is; `nil` for now.
    let date: WallClock?
    /// How long it lasts.
    let duration: Duration
    /// The way back.
    let responder: Responder
}
