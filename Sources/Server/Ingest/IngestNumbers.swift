/// What an ingest loop counted.
struct IngestNumbers: Sendable {
    /// Connections that are open, and of them those that publish.
    var connections = 0, publishers = 0
    /// Connections that were taken, and those that were not since there were too many.
    var accepted: UInt64 = 0, turnedAway: UInt64 = 0
    /// Publishers that were refused, and those that broke off or were ended for a reason of ours.
    var refused: UInt64 = 0, failed: UInt64 = 0
    /// Units that came, and those that a loop which was behind did not get.
    var units: UInt64 = 0, droppedUnits: UInt64 = 0
    /// Octets that came.
    var receivedBytes: UInt64 = 0

    /// Adds what one publisher brought, there or gone.
    mutating func add(_ publishing: Publishing) {
        units &+= publishing.units
        droppedUnits &+= publishing.outlet.dropped
    }
}
