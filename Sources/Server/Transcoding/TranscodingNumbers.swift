/// What is known of transcoders.
struct TranscodingNumbers: Sendable {
    /// How many work.
    var running = 0
    /// How many were started.
    var started: UInt64 = 0
    /// How many ended before they were to.
    var failed: UInt64 = 0
    /// How many units were left out, since they were behind.
    var leftOut: UInt64 = 0
    /// How many encode fewer pictures than come, since they are too slow for all; and how many pictures that were.
    var slow = 0
    var leftOutPictures: UInt64 = 0
}
