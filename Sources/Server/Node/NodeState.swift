import HTTP
import Runtime
import Synchronization

/// What requests ask about the node, from any loop.
final class NodeState: Sendable {
    /// Whether the end has begun.
    private let draining = Atomic<Bool>(false)
    /// Who may use the operator's routes.
    private let gate: Mutex<AdminGate>

    /// The state of a node that serves, with this policy.
    init(_ policy: AccessPolicy) {
        gate = Mutex(AdminGate(policy))
    }

    /// Whether new clients should come.
    var readiness: Readiness {
        draining.load(ordering: .relaxed) ? .draining : .ready
    }

    /// The end has begun.
    func beginDraining() {
        draining.store(true, ordering: .relaxed)
    }

    /// From now on another policy holds.
    func use(_ policy: AccessPolicy) {
        gate.withLock { $0.policy = policy }
    }

    /// Why a request may not use a route; `nil` when it may. Open routes take no lock.
    func problem(with request: Request, for access: Route.Access) -> Problem? {
        switch access {
        case .open: nil
        case .admin: gate.withLock { $0.problem(with: request, at: Clock.now) }
        }
    }
}
