internal import Glibc

/// The end of the process.
public enum ProcessEnd {
    /// Ends the process with a status that a shell or a service manager sees. Nothing is flushed or freed.
    public static func exit(_ status: Int32) -> Never {
        Glibc.exit(status)
    }
}
