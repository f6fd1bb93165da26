public import Bytes
internal import Synchronization

/// Finds the addresses of host names as the system does: hosts file, DNS, whatever nsswitch.conf says.
///
/// getaddrinfo(3) blocks and cannot be cancelled. So it runs on a pool, best one of its own, lest a name service
/// that is down holds up files; and who asked hears of a time-out while the thread still waits.
public struct Resolver: Sendable {
    /// The longest name in DNS, written with dots (RFC 1035 §2.3.4).
    private static let longestName = 253

    /// Where look-ups block.
    private let pool: BlockingPool
    /// How long one may take, its wait for a thread included.
    private let timeLimit: Duration
    /// The system's look-up, or a test's.
    private let lookUp: @Sendable (String, UInt16) -> Result<[SocketAddress], ResolveError>

    /// Looks names up on `pool`'s threads.
    public init(on pool: BlockingPool, timeLimit: Duration = .seconds(5)) {
        self.init(on: pool, timeLimit: timeLimit, lookUp: NameService.addresses)
    }

    init(
        on pool: BlockingPool, timeLimit: Duration,
        lookUp: @escaping @Sendable (String, UInt16) -> Result<[SocketAddress], ResolveError>
    ) {
        self.pool = pool
        self.timeLimit = timeLimit
        self.lookUp = lookUp
    }

    /// The addresses of `host`, at least one, in the system's order of preference (RFC 6724). An address as text
    /// is answered at once.
    public nonisolated(nonsending) func addresses(
        of host: String, port: UInt16
    ) async throws(ResolveError) -> [SocketAddress] {
        if let ip = IPAddress(host) { return [SocketAddress(ip, port: port)] }
        guard (1...Self.longestName).contains(host.utf8.count), host.utf8.allSatisfy({ $0 > 32 && $0 != 127 })
        else { throw .notAName(host) }
        let answer: Result<[SocketAddress], ResolveError> = await withCheckedContinuation { continuation in
            ask(host, port, FirstAnswer(continuation))
        }
        return try answer.get()
    }

    /// Starts the look-up and the clock; the first to be done answers.
    private func ask(_ host: String, _ port: UInt16, _ answer: FirstAnswer) {
        let alarm = Task { [timeLimit] in
            try await Task.sleep(for: timeLimit)
            answer.give(.failure(.timedOut(host)))
        }
        let isTaken = pool.submit { [lookUp] in
            // Its turn may come when nobody waits any more.
            guard !answer.isGiven else { return }
            answer.give(lookUp(host, port))
            alarm.cancel()
        }
        guard !isTaken else { return }
        alarm.cancel()
        answer.give(.failure(.busy))
    }
}

/// Gives one answer to who waits, and drops the others.
private final class FirstAnswer: Sendable {
    typealias Answer = Result<[SocketAddress], ResolveError>

    /// Who waits, until it has its answer.
    private let continuation: Mutex<CheckedContinuation<Answer, Never>?>

    init(_ continuation: CheckedContinuation<Answer, Never>) {
        self.continuation = Mutex(continuation)
    }

    var isGiven: Bool { continuation.withLock { $0 == nil } }

    func give(_ answer: Answer) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: answer)
    }
}
