internal import Glibc

/// A system call that failed: which one, and why.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, such as `bind`.
    public let call: String
    /// The error number it left.
    public let code: Int32

    /// The failure of `call` with an error number.
    public init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The failure of `call` with the error number that it left on this thread.
    init(_ call: String) {
        self.init(call, code: errno)
    }

    /// Whether somebody else has the address already.
    public var isAddressInUse: Bool { code == EADDRINUSE }

    /// The reason in the system's words.
    public var reason: String {
        // Sound: strerror's text is static or thread-local, and copied at once.
        unsafe String(cString: strerror(code))
    }

    /// `bind: Address already in use`.
    public var description: String { "\(call): \(reason)" }
}
