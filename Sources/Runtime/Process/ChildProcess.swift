internal import CLinux
internal import Glibc

/// Another program that does some work for us, over one socket, which is its standard input and output.
///
/// It has no other descriptors of ours but standard error, nothing of our environment, and gives way to us for
/// processors. It is to end when its socket does; one that does not is killed with the last reference to this, and none is
/// left to the kernel as a zombie.
public final class ChildProcess {
    /// Its number.
    public let id: Int32
    /// How it ended; `nil` while nobody has waited for that.
    private var ending: Ending?

    /// How a process ended.
    public enum Ending: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with a status.
        case exited(Int32)
        /// By a signal.
        case killed(signal: Int32)

        /// `status 1`, `signal 11`.
        public var description: String {
            switch self {
            case .exited(let status): "status \(status)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    private init(id: Int32) {
        self.id = id
    }

    deinit {
        end()
    }

    /// Starts the program at a path, which may have so much memory mapped, in bytes; returns it and our end of its socket.
    public static func start(
        _ path: String, _ arguments: [String] = [], mostMemory: Int
    ) throws(SystemError) -> Started {
        var (id, socket): (Int32, Int32) = (0, -1)
        // Sound: the texts live until the end of the call, and the list of them ends with a null pointer.
        var texts = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe texts.forEach { unsafe free($0) } }
        let code = unsafe starling_spawn(path, &texts, UInt(max(mostMemory, 0)), &id, &socket)
        guard code == 0 else { throw SystemError("posix_spawn", code: code) }
        return Started(
            process: ChildProcess(id: id), socket: AcceptedSocket(Socket(accepted: socket, family: .v4)))
    }

    /// A process that was started, and our end of its socket.
    public struct Started: ~Copyable {
        /// The process.
        public let process: ChildProcess
        /// What it reads and writes.
        public let socket: AcceptedSocket

        /// The socket, for whoever drives it.
        public consuming func takeSocket() -> AcceptedSocket { socket }
    }

    /// Kills it unless it has ended, and waits for that: for as long as the kernel takes, which writes no core file. Call it
    /// when its socket has come to its end; how it ended is settled by then.
    @discardableResult public func end() -> Ending {
        if let ending { return ending }
        kill(id, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) != id, errno == EINTR {}
        let signal = status & 0x7F
        let ending: Ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        self.ending = ending
        return ending
    }
}
