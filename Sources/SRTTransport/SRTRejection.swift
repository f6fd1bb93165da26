/// Why a caller is not taken, as its encoder is told (SRT access control, "Reject codes": 1000 and a status of HTTP).
public enum SRTRejection: Int32, Hashable, Sendable {
    /// The stream ID cannot be read.
    case badRequest = 1400
    /// A key is needed.
    case unauthorized = 1401
    /// There are too many callers, or this one has tried too often.
    case overload = 1402
    /// The key is wrong, or nobody may.
    case forbidden = 1403
    /// There is no such thing.
    case notFound = 1404
    /// The stream has a publisher already.
    case conflict = 1409
    /// Not now.
    case unavailable = 1503
}
