/// What is known of all recordings.
struct RecordingNumbers: Sendable {
    /// How many are being made, and of how many nothing can be written.
    var open = 0
    var failing = 0
    /// How many there are in all, and how many octets they take.
    var count = 0
    var byteCount = 0
    /// How many octets of media were written.
    var writtenBytes: UInt64 = 0
    /// How many wait for the disk.
    var backlog = 0
    /// How many parts are missing, by the reason.
    var lostParts: [LossReason: UInt64] = [:]

    /// Why a part is not in its recording.
    enum LossReason: String, CaseIterable, Sendable {
        /// There was no room for it.
        case full
        /// The disk was too far behind.
        case slow
        /// The disk refused it for another reason.
        case failed
        /// What stood before it is missing; recordings go on with a keyframe.
        case following
    }
}
