/// Bytes that wait to be sent and are part of a file, so that the kernel can send its own pages of them.
public struct FilePart: Hashable, Sendable {
    /// Less than this is copied with its neighbours: it saves a system call. HTTP/2's frames stay below.
    public static let leastCount = 64 * 1024

    /// The file's descriptor.
    public let file: Int32
    /// Where in the file the bytes are.
    public let range: Range<Int>
}
