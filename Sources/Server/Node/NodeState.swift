import HTTP
import Platform
import Runtime
import Synchronization

/// What requests ask about the node, from any loop.
final class NodeState: Sendable {
    /// Whether the end has begun.
    private let draining = Atomic<Bool>(false)
    /// Whether the media node, another process, cannot be reached.
    private let mediaAway = Atomic<Bool>(false)
    /// Who may use the operator's routes.
    private let gate: Mutex<AdminGate>

    /// Who may publish.
    private let publishGate: Mutex<PublishGate>

    /// The state of a node that serves, with these policies.
    init(_ policy: AccessPolicy, _ publishPolicy: PublishPolicy) {
        gate = Mutex(AdminGate(policy))
        publishGate = Mutex(PublishGate(publishPolicy))
    }

    /// Whether new clients should come.
    var readiness: Readiness {
        if draining.load(ordering: .relaxed) { return .draining }
        return mediaAway.load(ordering: .relaxed) ? .withoutMedia : .ready
    }

    /// The media node can be reached from now on, or cannot any more.
    func setMediaAway(_ isAway: Bool) {
        mediaAway.store(isAway, ordering: .relaxed)
    }

    /// The end has begun.
    func beginDraining() {
        draining.store(true, ordering: .relaxed)
    }

    /// From now on other policies hold.
    func use(_ policy: AccessPolicy, _ publishPolicy: PublishPolicy) {
        gate.withLock { $0.policy = policy }
        publishGate.withLock { $0.policy = publishPolicy }
    }

    /// Why a request may not use a route; `nil` when it may. Open routes take no lock.
    func problem(with request: Request, for access: Route.Access) -> Problem? {
        switch access {
        case .open: nil
        case .admin: gate.withLock { $0.problem(with: request, at: Clock.now) }
        }
    }

    /// Why somebody may not publish a stream, whatever they speak; `nil` when they may.
    func refusal(of attempt: PublishAttempt, publishing stream: StreamName) -> PublishRefusal? {
        publishGate.withLock { $0.refusal(of: attempt, for: stream, at: Clock.now) }
    }

    /// Why a request may not publish a stream; `nil` when it may.
    func problem(with request: Request, publishing stream: StreamName) -> Problem? {
        publishGate.withLock { $0.problem(with: request, for: stream, at: Clock.now) }
    }
}
