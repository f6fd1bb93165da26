/// What is known of streams as HLS, of one or of all.
struct HLSNumbers: Sendable {
    /// How many are packaged.
    var streams = 0
    /// How many sessions watch.
    var viewers = 0
    /// How many requests wait for what is not there yet.
    var waiting = 0
    /// How many batches of packets did not get here, since the loop was behind.
    var missedBatches: UInt64 = 0
    /// How many pictures and sounds were given up, since packets of theirs never came.
    var lostUnits: UInt64 = 0

    /// Adds what is known of another.
    mutating func merge(_ other: HLSNumbers) {
        streams += other.streams
        viewers += other.viewers
        waiting += other.waiting
        missedBatches &+= other.missedBatches
        lostUnits &+= other.lostUnits
    }

    /// What only grows.
    var counts: HLSNumbers { HLSNumbers(missedBatches: missedBatches, lostUnits: lostUnits) }
}
