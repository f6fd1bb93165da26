import Bytes
import HTTP
import Synchronization

@testable import Server

/// The loop of players' connections: what each was answered, by the number of its question.
final class PlayerSink: ResponseSink {
    private let answers = Mutex<[Int32: Response]>([:])

    func submit(_ action: ResponseAction, for responder: Responder) {
        guard case .respond(let response) = action else { return }
        answers.withLock { $0[responder.stream.number] = response }
    }

    /// What a question was answered; `nil` while it waits.
    func answer(to question: Int32) -> Response? { answers.withLock { $0[question] } }
}

extension Response {
    /// The body as text.
    var text: String {
        guard case .whole(let bytes) = body else { return "" }
        return String(decoding: (0..<bytes.count).map { bytes.bytes.byte(at: $0) ?? 0 }, as: UTF8.self)
    }
}
