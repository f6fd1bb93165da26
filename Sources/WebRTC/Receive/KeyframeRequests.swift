public import Timing

/// When to ask a sender for a keyframe, on behalf of everybody who wants one.
///
///      idle ── wanted ──► waiting for the budget ──► asked ──┐ no keyframe: asked again, ever more patiently
///       ▲                                              │  ▲──┘
///       └───────────── a keyframe came ────────────────┘
///
/// A keyframe costs a publisher many times what a frame does, and its picture suffers. So wishes coalesce, and two
/// orders are at least `minimumInterval` apart however many viewers join.
public struct KeyframeRequests: Sendable {
    /// How a sender was agreed to be asked.
    public enum Method: Hashable, Sendable {
        /// By PLI (RFC 4585 §6.3.1).
        case pictureLoss
        /// By FIR (RFC 5104 §4.3.1), for senders that know nothing else.
        case fullIntra
    }

    /// What to send.
    public enum Message: Hashable, Sendable {
        /// A PLI.
        case pictureLoss
        /// A FIR with this request number.
        case fullIntra(requestNumber: UInt8)
    }

    /// How the sender is asked.
    let method: Method
    /// The least time between two orders.
    private let minimumInterval: Duration
    /// When to ask; `nil` while nobody wants a keyframe.
    public private(set) var nextDeadline: Instant?
    /// How often was asked for the keyframe that is waited for.
    private var attempts = 0
    /// When was asked last.
    private var lastRequest: Instant?
    /// Counts the orders of FIR: a repeated one keeps its number (RFC 5104 §4.3.1.1).
    private var requestNumber: UInt8 = 0
    /// How many messages were sent.
    public private(set) var requested: UInt64 = 0
    /// How many keyframes came, asked for or not.
    public private(set) var arrived: UInt64 = 0

    /// How long a sender gets to answer the first time: a frame or two, a round trip, and the keyframe's pacing.
    /// libwebrtc answers no faster than every 300 ms.
    private static let firstRetry = Duration.milliseconds(300)
    private static let lastRetry = Duration.seconds(3)

    /// Starts with nothing wanted. libwebrtc's encoder takes a request each 300 ms; half a second leaves it room.
    public init(_ method: Method, minimumInterval: Duration = .milliseconds(500)) {
        self.method = method
        self.minimumInterval = minimumInterval
    }

    /// Whether a keyframe is wanted and has not come.
    public var isWaiting: Bool { nextDeadline != nil }

    /// Takes note that a keyframe began to arrive.
    public mutating func keyframeArrived() {
        arrived += 1
        nextDeadline = nil
        attempts = 0
    }

    /// Wants a keyframe. Wanting one that is waited for already changes nothing.
    public mutating func request(at now: Instant) {
        guard nextDeadline == nil else { return }
        nextDeadline = max(now, lastRequest?.advanced(by: minimumInterval) ?? now)
    }

    /// What to send now, if `nextDeadline` has come. `roundTrip` is added to the sender's time to answer.
    public mutating func takeDue(at now: Instant, roundTrip: Duration = .zero) -> Message? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        if attempts == 0 { requestNumber &+= 1 }
        let patience = min(Self.firstRetry * (1 << min(attempts, 4)), Self.lastRetry) + roundTrip
        attempts += 1
        requested += 1
        lastRequest = now
        nextDeadline = now.advanced(by: max(patience, minimumInterval))
        return method == .pictureLoss ? .pictureLoss : .fullIntra(requestNumber: requestNumber)
    }
}
