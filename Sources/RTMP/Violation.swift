/// Why a connection cannot go on: what its client sent is not RTMP, or more of it than anybody needs.
public enum Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The first octet names a version that is not 3.
    case version(UInt8)
    /// A chunk on a chunk stream leaves out what no chunk there has said before.
    case headerless(chunkStream: UInt32)
    /// A message was begun on a chunk stream before the last one there was whole.
    case interrupted(chunkStream: UInt32)
    /// A message is announced that is longer than we take.
    case messageTooLong(Int, limit: Int)
    /// More is on its way in unfinished messages than we hold.
    case tooMuchUnfinished
    /// More chunk streams are in use than we follow.
    case tooManyChunkStreams
    /// There is no message of this kind.
    case unknownKind(UInt8)
    /// A chunk size of nothing.
    case chunkSize(UInt32)
    /// A message that its kind does not allow.
    case malformed(String)
    /// What we said was not read.
    case unread

    /// In a few words, for the operator.
    public var description: String {
        switch self {
        case .version(let version): "not RTMP: version \(version)"
        case .headerless(let stream): "not RTMP: chunk stream \(stream) begins without a header"
        case .interrupted(let stream): "not RTMP: chunk stream \(stream) begins anew inside a message"
        case .messageTooLong(let count, let limit):
            "a message of \(count) octets is announced, and \(limit) is the most"
        case .tooMuchUnfinished: "too many octets wait in unfinished messages"
        case .tooManyChunkStreams: "more than \(ChunkReader.mostChunkStreams) chunk streams"
        case .unknownKind(let kind): "not RTMP: a message of kind \(kind)"
        case .chunkSize(let size): "a chunk size of \(size)"
        case .malformed(let what): "\(what) cannot be read"
        case .unread: "the client does not read what it is told"
        }
    }
}
