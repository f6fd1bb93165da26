internal import Bytes
public import Timing

/// The server's end of one client's RTMP connection, which publishes.
///
///     handshaking ──► opened ── connect ──► connected ── publish ──► asked ── accept ──► publishing
///                                               ▲                                            │
///                                               └──── FCUnpublish, deleteStream, … ──────────┘
///     each of them ── a violation, silence, a refusal, the client's or the owner's wish ──► ended
///
/// Invariants:
/// 1. One mutation, then `pollOutput()` until `nil`, then the next.
/// 2. Nothing is read, and no media told, once it has ended; what was said last is still to be sent.
/// 3. One stream is published at a time.
/// 4. While the owner has not answered what was asked, nothing more is read: what came with it is held.
public struct PublisherSession: Sendable {
    /// What the owner has to do.
    public enum Output: Hashable, Sendable {
        /// Send this.
        case transmit([UInt8])
        /// Note this.
        case event(Event)
    }

    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The client asks to publish: `accept` it or `refuse` it.
        case publishAsked(PublishRequest)
        /// It told of its stream.
        case described(Metadata)
        /// A picture or a piece of sound came.
        case unit(PublishedUnit)
        /// It does not publish any more, and may again.
        case unpublished
        /// It is over.
        case ended(PublisherEnd)
    }

    /// Where it is in its life.
    enum State: Hashable, Sendable {
        case handshaking
        case opened
        case connected
        case asked(streamID: UInt32)
        case publishing(streamID: UInt32)
        case ended
    }

    /// Where it is in its life.
    var state = State.handshaking
    /// Greets.
    private var handshake = Handshake()
    /// Puts messages together, and cuts ours.
    var chunks = ChunkReader()
    var writer = ChunkWriter()
    /// What `connect` said.
    var connection = ConnectParameters()
    /// The number of the last stream that was made.
    var lastStreamID: UInt32 = 0
    /// Read what each kind of media is.
    var video = TrackReader()
    var audio = TrackReader()
    /// The last time that a unit was meant for, not wrapping.
    var lastTime: Int64?
    /// Octets that came, and how many of them were acknowledged; both modulo 2^32 (§5.4.3).
    private var received: UInt32 = 0
    private var acknowledged: UInt32 = 0
    /// After how many the client wants an acknowledgement.
    var window: UInt32 = PublisherSession.usualWindow
    /// What came behind a question that the owner has not answered.
    private var held: [UInt8] = []
    /// When something must have come.
    private var deadline: Instant
    /// What the owner has to do.
    var outputs: [Output] = []

    /// How many octets may be on their way unacknowledged, as we tell the client and as it goes until it tells us.
    static let usualWindow: UInt32 = 2_500_000
    /// How long a client has from one step to the next until it publishes.
    private static let patience = Duration.seconds(10)
    /// How long a publisher may send nothing. Encoders send something every fraction of a second.
    private static let longestSilence = Duration.seconds(15)

    /// A connection that was just accepted.
    public init(at now: Instant) {
        deadline = now.advanced(by: Self.patience)
    }

    // MARK: Getters

    /// Whether it is over.
    public var isEnded: Bool { state == .ended }

    /// Whether it has a use for octets: none while a question waits for the owner's answer.
    public var wantsInput: Bool {
        if case .asked = state { false } else { !isEnded }
    }

    /// When `handleTimeout(at:)` has something to do.
    public var nextDeadline: Instant? { isEnded ? nil : deadline }

    // MARK: What arrives

    /// Takes what came.
    public mutating func handle(
        _ bytes: RawSpan, at now: Instant, using random: inout some RandomNumberGenerator
    ) {
        guard !isEnded else { return }
        received &+= UInt32(truncatingIfNeeded: bytes.byteCount)
        do throws(Violation) {
            var reader = ByteReader(bytes)
            try greet(&reader, at: now, using: &random)
            if handshake.isDone { try read(&reader, at: now) }
            acknowledge()
        } catch {
            end(.violation(error))
        }
        if case .publishing = state { deadline = now.advanced(by: Self.longestSilence) }
    }

    /// The client closed its side.
    public mutating func handleEndOfInput() { end(.closedByClient) }

    /// The client does not read what it is told.
    public mutating func handleUnread() { end(.violation(.unread)) }

    /// Time has passed.
    public mutating func handleTimeout(at now: Instant) {
        guard !isEnded, deadline <= now else { return }
        if case .publishing = state {
            end(.silent(seconds: Int(Self.longestSilence.components.seconds)))
        } else if case .asked = state {
            // The owner takes its time, not the client.
            deadline = now.advanced(by: Self.patience)
        } else {
            end(.neverPublished)
        }
    }

    // MARK: Commands

    /// Lets the client publish what it asked for.
    public mutating func accept(at now: Instant) {
        guard case .asked(let stream) = state else { return }
        state = .publishing(streamID: stream)
        chunks.limit = ChunkReader.longestMessage
        (video, audio, lastTime) = (TrackReader(), TrackReader(), nil)
        deadline = now.advanced(by: Self.longestSilence)
        // Stream Begin (§7.1.7).
        send(.userControl(0, stream))
        send(.status("NetStream.Publish.Start", isError: false, "Publishing."), streamID: stream)
        let held = self.held
        self.held = []
        do throws(Violation) {
            var reader = ByteReader(held.bytes)
            try read(&reader, at: now)
        } catch {
            end(.violation(error))
        }
    }

    /// Refuses what the client asked for, or what it sends: by a code of RTMP, and in words that its user is shown.
    public mutating func refuse(_ refusal: RefusalCode, _ reason: String) {
        switch state {
        case .asked(let stream), .publishing(let stream):
            send(.status(refusal.code, isError: true, reason), streamID: stream)
            end(.refused(reason))
        default: break
        }
    }

    /// Ends it, since the owner has no more use for it.
    public mutating func close(_ reason: String) {
        if case .publishing(let stream) = state {
            send(.status("NetStream.Unpublish.Success", isError: false, reason), streamID: stream)
        }
        end(.closed(reason))
    }

    // MARK: Outputs

    /// What to do next.
    public mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    // MARK: Parts

    /// Shakes hands with what belongs to that.
    private mutating func greet(
        _ reader: inout ByteReader, at now: Instant, using random: inout some RandomNumberGenerator
    ) throws(Violation) {
        guard !handshake.isDone else { return }
        let answer = try handshake.take(from: &reader, using: &random)
        if !answer.isEmpty { outputs.append(.transmit(answer)) }
        guard handshake.isDone else { return }
        step(to: .opened, at: now)
    }

    /// Takes the messages that are whole, until one asks the owner something.
    private mutating func read(_ reader: inout ByteReader, at now: Instant) throws(Violation) {
        while wantsInput, let message = try chunks.take(from: &reader) { try take(message, at: now) }
        if !wantsInput, !isEnded { held.append(reader.rest) }
    }

    /// Goes a step towards publishing.
    mutating func step(to next: State, at now: Instant) {
        state = next
        deadline = now.advanced(by: Self.patience)
    }

    /// Tells how much has come, once a window was filled.
    private mutating func acknowledge() {
        guard !isEnded, received &- acknowledged >= window else { return }
        acknowledged = received
        send(.control(.acknowledgement, received))
    }

    /// Sends a message.
    mutating func send(_ message: Message) {
        var bytes: [UInt8] = []
        writer.write(message, into: &bytes)
        outputs.append(.transmit(bytes))
    }

    /// Sends a command.
    mutating func send(_ command: Command, streamID: UInt32 = 0) {
        send(command.message(streamID: streamID))
    }

    mutating func end(_ reason: PublisherEnd) {
        guard !isEnded else { return }
        state = .ended
        outputs.append(.event(.ended(reason)))
    }
}
