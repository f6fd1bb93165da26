public import Platform

/// A media plane in another process, seen from here: each call is a question that somebody carries there.
public struct RemoteMediaPlane: MediaPlane {
    /// Carries a question there, and its answer back. Without an answer, `nil`, the node could not be reached.
    private let ask: @Sendable (PlaneQuestion) async -> PlaneAnswer?

    /// How long whoever asks for a session should wait before asking again: a node that is started anew is back by then.
    private static let retryDelay = Duration.seconds(2)

    /// The plane behind `ask`.
    public init(ask: @escaping @Sendable (PlaneQuestion) async -> PlaneAnswer?) {
        self.ask = ask
    }

    /// Opens a session there.
    public func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer {
        guard case .opened(let result) = await ask(.open(request)) else { throw Self.unreachable }
        return try result.get()
    }

    /// Changes a session there.
    public func update(
        _ session: SessionLocation, with fragment: SessionFragment
    ) async throws(MediaRefusal) -> FragmentAnswer {
        guard case .updated(let result) = await ask(.update(session, fragment)) else {
            throw Self.unreachable
        }
        return try result.get()
    }

    /// Goes on with a session there.
    public func renegotiate(
        _ session: SessionLocation, by step: Renegotiation
    ) async throws(MediaRefusal) -> String? {
        guard case .renegotiated(let result) = await ask(.renegotiate(session, step)) else {
            throw Self.unreachable
        }
        return try result.get()
    }

    /// Tells there what a stage's name stands for.
    public func name(_ stage: StreamName, as stream: StreamName?) async {
        _ = await ask(.name(stage, as: stream))
    }

    /// Tells there what a stream is called.
    public func entitle(_ stream: StreamName, as title: StreamTitle?) async throws(MediaRefusal) {
        guard case .entitled(let refusal) = await ask(.entitle(stream, as: title)) else {
            throw Self.unreachable
        }
        if let refusal { throw refusal }
    }

    /// Ends a session there.
    public func close(_ session: SessionLocation) async throws(MediaRefusal) {
        guard case .closed(let refusal) = await ask(.close(session)) else { throw Self.unreachable }
        if let refusal { throw refusal }
    }

    /// Tells what a client wants of its videos there.
    public func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
    ) async throws(MediaRefusal) -> [VideoReport] {
        guard case .chosen(let result) = await ask(.choose(choice, ofVideo: mid, for: session)) else {
            throw Self.unreachable
        }
        return try result.get()
    }

    /// What viewers there get; nothing is known while it cannot be reached.
    public func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]] {
        guard case .videos(let videos) = await ask(.videos(sessions)) else { return [:] }
        return videos
    }

    /// The sessions there; none while it cannot be reached.
    public func sessions(of stream: StreamName?) async -> [SessionReport] {
        guard case .sessions(let reports) = await ask(.sessions(stream)) else { return [] }
        return reports
    }

    /// One of them.
    public func session(_ id: SessionID) async -> SessionReport? {
        guard case .session(let report) = await ask(.session(id)) else { return nil }
        return report
    }

    /// The streams there; none while it cannot be reached.
    public func streams() async -> [StreamReport] {
        guard case .streams(let reports) = await ask(.streams) else { return [] }
        return reports
    }

    /// How loud streams are.
    public func loudness(of streams: [StreamName]) async -> [StreamName: UInt8] {
        guard case .loudness(let levels) = await ask(.loudness(streams)) else { return [:] }
        return levels
    }

    private static var unreachable: MediaRefusal { .unreachable(retryAfter: retryDelay) }
}
