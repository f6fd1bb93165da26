internal import CPrograms
public import Foundation
import Synchronization

/// A program that a test runs. One that has not ended by itself is killed with the last reference to it.
///
/// Not Foundation's `Process`: when two of them end at the same moment it now and then misses one, and whoever waits for
/// that waits for ever.
public final class Program: Sendable {
    /// Its number.
    public let id: Int32
    /// How it ended, as a shell tells it; `nil` while it runs, or nobody has looked.
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program, which is looked for in `PATH` unless its name is a path. Without handles it has those of whoever
    /// starts it, and all others of ours are closed to it.
    public init(
        _ command: [String], environment: [String: String]? = nil, in folder: URL? = nil,
        input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws {
        let environment = environment ?? ProcessInfo.processInfo.environment
        var id: Int32 = 0
        let fault = unsafe Self.withTexts(command) { command in
            unsafe Self.withTexts(environment.map { "\($0.key)=\($0.value)" }) { environment in
                unsafe program_start(
                    &id, command, environment, folder?.path, input?.fileDescriptor ?? -1,
                    output?.fileDescriptor ?? -1, errors?.fileDescriptor ?? -1)
            }
        }
        guard fault == 0 else { throw Failure(description: "\(command[0]) does not start: error \(fault)") }
        self.id = id
    }

    deinit {
        guard isRunning else { return }
        send(SIGKILL)
        waitUntilEnd()
    }

    /// Why a program does not start.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    // MARK: Getters

    /// Its status: what it ended with, or 128 and the number of the signal that ended it; `nil` while it runs.
    public var status: Int32? {
        ending.withLock { ending in
            var status: Int32 = 0
            guard ending == nil, unsafe waitpid(id, &status, WNOHANG) == id else { return ending }
            let signal = status & 0x7F
            ending = signal == 0 ? status >> 8 & 0xFF : 128 + signal
            return ending
        }
    }
    /// Whether it runs.
    public var isRunning: Bool { status == nil }

    // MARK: Commands

    /// Sends it a signal, if it runs.
    public func send(_ signal: Int32) {
        // Until somebody has looked at its end nobody else can have its number.
        ending.withLock { if $0 == nil { _ = kill(id, signal) } }
    }

    /// Keeps the thread until it has ended, and returns its status.
    @discardableResult public func waitUntilEnd() -> Int32 {
        while true {
            if let status { return status }
            usleep(2000)
        }
    }

    /// Waits for its end without a thread, and returns its status.
    public func end() async throws -> Int32 {
        while true {
            if let status { return status }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Lends texts as C has them, with a null behind the last.
    private static func withTexts<Value>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Value
    ) -> Value {
        var pointers = unsafe texts.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { pointers in
            unsafe body(pointers.baseAddress)
        }
    }
}
