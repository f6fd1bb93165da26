import Bytes
import Timing

/// What the connection keeps of one open stream beside what nghttp2 does.
///
///     open ── head complete ──► announced ── respond ──► answering ── END_STREAM sent ──► answered
///       │                          │                         │                               │
///       └──────────────────────────┴── reset by either side ─┴───────────► closed ◄──────────┘ both ends done
///
/// A stream that the connection refuses itself (431, 501 …) is answered without having been announced.
struct HTTP2Stream {
    /// Its number.
    let id: Int32
    /// What is still to be sent.
    var body = StreamBody()
    /// How many bytes of the request's body were received and not given back.
    var unconsumed = 0
    /// Whether the owner was told of the request.
    var isAnnounced = false
    /// Whether the answer's head was queued.
    var isAnswering = false
    /// Whether all of the answer was handed to the outbound queue.
    var isAnswered = false
    /// Whether the request's body is still coming.
    var isReceiving = false
    /// Whether the client waits for 100 before it sends the request's body.
    var expectsContinue = false
    /// Whether the request was `HEAD`, so that its answer has no body.
    var isHead = false
    /// Whether nghttp2 was told that no bytes wait, and must be told when some do.
    var isPaused = false
    /// Whether the owner was left with so much waiting that it is told when there is room.
    var owesWritable = false
    /// Judges how fast the request's body comes.
    var upload = ProgressWatch()
    /// Judges how fast the answer's body leaves.
    var download = ProgressWatch()

    /// A stream whose head begins.
    init(id: Int32) {
        self.id = id
    }
}
