/// What a frame is to one decode target (AV1 RTP, table A.1).
public enum DecodeTargetIndication: UInt8, Sendable {
    /// The frame does not belong to the target.
    case notPresent
    /// It belongs to the target, and no other frame of the target needs it.
    case discardable
    /// It belongs to the target, and the target can be joined here.
    case switching
    /// It belongs to the target, and others of the target may need it.
    case required
}
