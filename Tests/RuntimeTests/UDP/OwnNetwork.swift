import Glibc
import Synchronization
import Testing

@testable import Runtime

/// A network namespace for one thread of a test, with one cable whose other end is silent: 10.99.0.1/24.
enum OwnNetwork {
    /// Whether we may make one.
    static let isPossible = (try? run {}) != nil

    /// Runs `body` on a thread within it. It goes with the thread and its sockets.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        try Thread.start(name: "own-network") {
            let result = Result {
                try enter()
                return try body()
            }
            outcome.result.withLock { $0 = result }
            outcome.isThere.signal()
        }
        try #require(outcome.isThere.wait(atMost: .seconds(60)))
        return try #require(outcome.result.withLock { $0 }).get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let isThere = Semaphore()
    }

    /// Moves the calling thread to a new network.
    private static func enter() throws {
        // CLONE_NEWNET. Sound: unshare(2) has this signature, which its header hides behind _GNU_SOURCE.
        typealias Unshare = @convention(c) (Int32) -> Int32
        guard let symbol = unsafe dlsym(nil, "unshare"),
            unsafe unsafeBitCast(symbol, to: Unshare.self)(0x4000_0000) == 0
        else { throw SystemError("unshare", code: errno) }
        // system(3) forks from this very thread, so the commands see its network.
        let status = unsafe system(
            """
            exec 2> /dev/null
            ip link add cable0 type veth peer name cable1 &&
            ip addr add 10.99.0.1/24 dev cable0 &&
            ip link set cable0 up &&
            ip link set cable1 arp off up &&
            echo 200 > /proc/sys/net/ipv4/neigh/cable0/retrans_time_ms
            """)
        guard status == 0 else { throw SystemError("ip", code: ENOTSUP) }
    }
}
