internal import Bytes

/// One request on its way to its answer.
struct Exchange {
    /// Its name.
    let stream: StreamID
    /// Whether the answer has no body whatever it says (RFC 9110 §9.3.2).
    let isHead: Bool
    /// Whether the client speaks HTTP/1.0: no chunks, no interim answers.
    let isOld: Bool
    /// Whether the client may be told to switch to WebSocket.
    let asksForWebSocket: Bool
    /// Whether the client waits for 100 (Continue) before it sends the body.
    var expectsContinue: Bool
    /// Whether the service wants the body, but an earlier answer must be finished before we can say so.
    var owesContinue = false
    /// Whether some of the request's body is still to come.
    var bodyIsOpen: Bool
    /// Whether no service knows the request, or none does any more: the answer is the connection's own.
    var isOurs = false
    /// How the body that is being sent is delimited; `nil` before the answer's head is sent.
    var framing: BodyFraming?
    /// Whether the sender of a body in pieces waits to be told that there is room.
    var owesWritable = false
    /// What was answered before it was this request's turn.
    var backlog: AnswerBacklog?

    /// The exchange that begins with `head`.
    init(_ head: borrowing RequestHead, on stream: StreamID) {
        self.stream = stream
        isHead = head.request.method == .head
        isOld = head.request.version == .http10
        asksForWebSocket = head.asksForWebSocket
        expectsContinue = head.expectsContinue
        bodyIsOpen = head.hasBody
    }

    /// A refusal of what never became a request.
    init(refusalOn stream: StreamID) {
        self.stream = stream
        isHead = false
        isOld = false
        asksForWebSocket = false
        expectsContinue = false
        bodyIsOpen = false
        isOurs = true
    }

    /// Whether the answer's head is still to be given.
    var isUnanswered: Bool { framing == nil && backlog == nil }

    /// Whether the client may be waiting for 100 (Continue) before it sends the body.
    var awaitsContinue: Bool { expectsContinue || owesContinue }
}

/// An answer, or the beginning of one, that waits for its turn: answers leave in the order of their requests
/// (RFC 9112 §9.3.2), whatever the order they are given in.
final class AnswerBacklog {
    /// The answer's head; `nil` when it was broken off before.
    let response: Response?
    /// The body's pieces so far.
    var pieces: [ByteSlice] = []
    /// How many bytes they have.
    var byteCount = 0
    /// Whether they are all.
    var isFinished = false
    /// Whether the answer was broken off.
    var isAborted = false

    /// An answer with this head.
    init(_ response: Response?) {
        self.response = response
    }
}
