/// Bounds on every size and time of an HTTP connection. A client that keeps to them never notices; one that does
/// not costs a counted close.
public struct Limits: Sendable {
    /// The longest request line, in bytes. Signed tokens ride in URLs; 8 KiB is what browsers and proxies agree on.
    public var requestLine = 8 * 1024
    /// All header fields together, in bytes; also HTTP/2's SETTINGS_MAX_HEADER_LIST_SIZE.
    public var headerBytes = 16 * 1024
    /// How many header fields.
    public var headerCount = 100
    /// The largest body that is collected whole, in bytes: an SDP offer with many candidates fits ten times.
    public var collectedBody = 256 * 1024
    /// How much of a streamed request body may be out and unconsumed, in bytes.
    public var bodyWindow = 256 * 1024
    /// How much of a request's body is read and dropped after its answer, in bytes, so that the connection lives on.
    /// A client that sends more loses the connection instead.
    public var droppedBody = 64 * 1024
    /// How many requests may wait unanswered on one HTTP/1.1 connection before we stop reading (pipelining).
    public var pipelined = 16
    /// How many streams may be open on one HTTP/2 connection.
    public var concurrentStreams = 128
    /// How much of an answer may wait in the outbound queue before the core stops adding to it, in bytes.
    public var outboundHighMark = 256 * 1024
    /// Below this much waiting a paused stream is told it is writable, in bytes.
    public var outboundLowMark = 64 * 1024

    /// A complete request head must be there within this time of its first byte (slow-loris).
    public var headTime = Duration.seconds(10)
    /// A request's body must come with at least `leastRate` bytes a second, judged over this time.
    public var bodyTime = Duration.seconds(10)
    /// The least bytes a second of a request body or of an answer that waits.
    public var leastRate = 256
    /// How long a connection may idle between requests. Longer than CDNs' usual 60 s would waste sockets here.
    public var keepAlive = Duration.seconds(75)
    /// A waiting answer must leave with at least `leastRate` bytes a second, judged over this time: long enough for
    /// a telephone that passes through a tunnel.
    public var sendTime = Duration.seconds(30)

    /// The defaults.
    public init() {}
}
