import HTTP
import Platform
import Signaling
import Simulation
import Synchronization
import Timing

/// A plane that keeps the promises of the protocol over a table, and writes down what it is asked.
final class PlaneDouble: MediaPlane {
    /// What a test may look at and set.
    struct State {
        /// Why the next call is refused; `nil` when it is not.
        var refusal: MediaRefusal?
        /// Why fragments are refused that restart.
        var restartRefusal: MediaRefusal?
        /// Who publishes.
        var publishers: [StreamName: SessionLocation] = [:]
        /// The open sessions, and the tag of each.
        var tags: [SessionLocation: String] = [:]
        /// The offers.
        var requests: [SessionRequest] = []
        /// The fragments.
        var fragments: [SessionFragment] = []
        /// What is told of streams.
        var streams: [StreamReport] = []
        /// How loud they are.
        var loudness: [StreamName: UInt8] = [:]
        /// What is told of sessions' videos.
        var videos: [VideoReport] = []
        /// What clients want.
        var choices: [LayerChoice] = []
        /// What stages' names stand for.
        var names: [StreamName: StreamName] = [:]
        /// What streams are called.
        var titles: [StreamName: StreamTitle] = [:]
        /// Makes names.
        var random = SeededGenerator(seed: 7)
        /// How many restarts there were.
        var restarts = 0
    }

    private let state = Mutex(State())

    /// The state as it is.
    var now: State { state.withLock { $0 } }

    /// Sets some of the state.
    func set(_ change: @Sendable (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer {
        try state.withLock { state throws(MediaRefusal) in
            state.requests.append(request)
            if let refusal = state.refusal { throw refusal }
            let location = SessionLocation(
                role: request.role, stream: request.stream, id: SessionID(using: &state.random))
            switch request.role {
            case .publisher:
                if let other = state.publishers[request.stream] {
                    guard request.takesOver else { throw .streamHasPublisher }
                    state.tags[other] = nil
                }
                state.publishers[request.stream] = location
            case .viewer:
                guard request.waitsForPublisher || state.publishers[request.stream] != nil else {
                    throw .noPublisher(retryAfter: .milliseconds(2500))
                }
            }
            state.tags[location] = "first"
            return SessionAnswer(id: location.id, description: "v=0\r\nanswer\r\n", tag: "first")
        }
    }

    /// A fragment restarts when it speaks of new credentials.
    func update(
        _ session: SessionLocation, with fragment: SessionFragment
    ) async throws(MediaRefusal) -> FragmentAnswer {
        try state.withLock { state throws(MediaRefusal) in
            state.fragments.append(fragment)
            if let refusal = state.refusal { throw refusal }
            guard let tag = state.tags[session] else { throw .unknownSession }
            guard fragment.isMeant(for: tag) else { throw .staleTag }
            guard String(decoding: fragment.bytes, as: UTF8.self).contains("new") else { return .trickled }
            if let refusal = state.restartRefusal { throw refusal }
            state.restarts += 1
            state.tags[session] = "restart-\(state.restarts)"
            return .restarted(fragment: "a=ice-ufrag:ours\r\n", tag: "restart-\(state.restarts)")
        }
    }

    func renegotiate(
        _ session: SessionLocation, by step: Renegotiation
    ) async throws(MediaRefusal) -> String? {
        let (refusal, isThere) = state.withLock { ($0.refusal, $0.tags[session] != nil) }
        if let refusal { throw refusal }
        guard isThere else { throw .unknownSession }
        return if case .answer = step { nil } else { "v=0\r\nanswer\r\n" }
    }

    func close(_ session: SessionLocation) async throws(MediaRefusal) {
        try state.withLock { state throws(MediaRefusal) in
            guard state.tags.removeValue(forKey: session) != nil else { throw .unknownSession }
            if state.publishers[session.stream] == session { state.publishers[session.stream] = nil }
        }
    }

    func sessions(of stream: StreamName?) async -> [SessionReport] {
        now.tags.keys.filter { stream == nil || $0.stream == stream }
            .map { SessionReport($0, state: .connected, began: .init(seconds: 0)) }
    }

    func session(_ id: SessionID) async -> SessionReport? {
        await sessions(of: nil).first { $0.location.id == id }
    }

    func name(_ stage: StreamName, as stream: StreamName?) async {
        state.withLock { $0.names[stage] = stream }
    }

    func entitle(_ stream: StreamName, as title: StreamTitle?) async throws(MediaRefusal) {
        try state.withLock { state throws(MediaRefusal) in
            if let refusal = state.refusal { throw refusal }
            state.titles[stream] = title
        }
    }

    func streams() async -> [StreamReport] { now.streams }

    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
    ) async throws(MediaRefusal) -> [VideoReport] {
        try state.withLock { state throws(MediaRefusal) in
            if let refusal = state.refusal { throw refusal }
            guard state.tags[session] != nil else { throw .unknownSession }
            guard mid == nil || state.videos.contains(where: { $0.mid == mid }) else {
                throw .unacceptable(reason: "The session gets no such video.")
            }
            state.choices.append(choice)
            for index in state.videos.indices where mid == nil || state.videos[index].mid == mid {
                state.videos[index].choice = choice
            }
            return state.videos
        }
    }

    func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]] {
        let state = now
        return sessions.reduce(into: [:]) { all, session in
            if state.tags[session] != nil { all[session.id] = state.videos }
        }
    }

    func loudness(of streams: [StreamName]) async -> [StreamName: UInt8] {
        now.loudness.filter { streams.contains($0.key) }
    }
}
