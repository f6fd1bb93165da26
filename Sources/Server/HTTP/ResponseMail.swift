import HTTP
import Runtime

/// The mailbox by which responders reach the connections of one loop.
///
/// It is not bounded by itself: what it holds is bounded by the open requests (one answer each) and by how much each
/// streaming producer lets wait, so refusing would only lose answers.
final class ResponseMail: ResponseSink {
    /// One action and which request it is for.
    struct Letter: Sendable {
        let connection: UInt64
        let stream: StreamID
        let action: ResponseAction
    }

    /// What waits.
    private let box: Mailbox<Letter>

    /// A mailbox that `loop` reads.
    init(on loop: EventLoop) {
        box = Mailbox(on: loop, capacity: .max)
    }

    func submit(_ action: ResponseAction, for responder: Responder) {
        box.post(Letter(connection: responder.connection, stream: responder.stream, action: action))
    }

    /// Takes all that waits.
    func drain() -> [Letter] { box.drain() }
}
