internal import Glibc

/// The end of the process.
public enum ProcessEnd {
    /// Ends the process with a status that a shell or a service manager sees. Nothing is flushed or freed: libraries that tidy up
    /// behind `exit` (OpenSSL) would take away what other threads still use.
    public static func exit(_ status: Int32) -> Never {
        _exit(status)
    }
}
