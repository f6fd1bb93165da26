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

    /// The signals that arrive from now on, in order, taken off their default action. Call it once, early.
    public static func receive() throws(SystemError) -> AsyncStream<Signal> {
        // A write to a closed pipe is an error to handle where it happens, not the end of the process.
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
        let number = unsafe starling_signal_pipe(allCases.map(\.rawValue), Int32(allCases.count))
        guard number >= 0 else { throw SystemError("sigaction") }
        let pipe = FileDescriptor(owning: number)
        let (stream, continuation) = AsyncStream<Signal>.makeStream()
        try Thread.start(name: "signals") {
            var number: UInt8 = 0
            while unsafe read(pipe.number, &number, 1) == 1 {
                if let signal = Signal(rawValue: Int32(number)) { continuation.yield(signal) }
            }
        }
        return stream
    }
}
