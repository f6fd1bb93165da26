internal import CLinux
internal import Glibc

/// A signal that an operator or a service manager sends.
public enum Signal: Int32, Sendable, CaseIterable {
    /// Re-read the configuration.
    case hangUp = 1
    /// Ctrl-C.
    case interrupt = 2
    /// End in order.
    case terminate = 15

    /// The signals that arrive from now on, in order, taken off their default action.
    ///
    /// Call it once, first thing in the process: threads inherit the mask of the one that starts them, and a thread
    /// without it would take the default action. A thread of its own waits, since a handler may do almost nothing.
    public static func receive() throws(SystemError) -> AsyncStream<Signal> {
        // A write to a closed pipe is an error to handle where it happens, not the end of the process.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        let set = blockAll()
        let (stream, continuation) = AsyncStream<Signal>.makeStream()
        try Thread.start(name: "signals") {
            var set = set
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&set, &number) == 0 else { continue }
                if let signal = Signal(rawValue: number) { continuation.yield(signal) }
            }
        }
        return stream
    }

    /// Blocks all of them in the calling thread and those it will start.
    private static func blockAll() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in allCases { unsafe sigaddset(&set, signal.rawValue) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        return set
    }
}
