import Timing

/// One request whose answer or body the session still has to do with.
///
/// A request that a service answers at once and in whole never becomes one: its whole life is one event.
struct OpenRequest {
    /// What becomes of the request's body.
    enum Body {
        /// It is thrown away as it comes.
        case discarded
        /// It is collected until it is complete, and then the closure goes on.
        case collected(limit: Int, then: @Sendable ([UInt8], Responder) -> Answer)
        /// It is handed on as it comes.
        case streamed(any BodyReceiver)
    }

    /// The request's method, for the counters.
    let method: Method
    /// When its head was complete.
    let began: Instant
    /// Fields that its answer carries whatever it is.
    var fields = HeaderFields()
    /// What becomes of its body.
    var body = Body.discarded
    /// Whether all of its body came.
    var bodyIsComplete: Bool
    /// What of the body was collected.
    var collected: [UInt8] = []
    /// Whether it was answered.
    var isAnswered = false
    /// Who waits for room to send.
    var waiting: [@Sendable (Bool) -> Void] = []

    /// A request whose head is complete.
    init(_ method: Method, hasBody: Bool, at now: Instant) {
        self.method = method
        began = now
        bodyIsComplete = !hasBody
    }
}
