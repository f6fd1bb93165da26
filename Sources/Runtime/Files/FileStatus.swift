public import Timing

/// What the file system knows of a path, links followed.
public struct FileStatus: Hashable, Sendable {
    /// Bytes in the file.
    public let size: Int
    /// When its content last changed.
    public let modified: WallClock
    /// Who may do what: the low nine bits of its mode.
    public let permissions: UInt32
    /// Whether it is a regular file.
    public let isFile: Bool
    /// Whether it is a folder.
    public let isDirectory: Bool
}
