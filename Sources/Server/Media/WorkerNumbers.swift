/// What one media loop does, and what waits in it at one moment.
struct WorkerNumbers: Sendable {
    /// Something of a loop's that fills when it is behind.
    enum Queue: String, CaseIterable, Sendable {
        /// Datagrams of handshakes that wait for their turn.
        case handshakes
        /// Batches of packets that were taken from other loops and not passed on yet.
        case batches
        /// Batches of packets in the rings from other loops.
        case rings
        /// Messages from other loops.
        case mailbox
    }

    /// The loop's number, from 0.
    var number: Int
    /// How many sessions it has.
    var sessions = 0
    /// The processor time that its thread took, in seconds.
    var processorSeconds = 0.0
    /// How many media packets it sent, repeated ones too.
    var sentPackets: UInt64 = 0
    /// The processor time that one of them took of late, in seconds, whatever else the loop did; `nil` when none left.
    var secondsPerPacket: Double?
    /// How much waits in each queue.
    var depths: [Queue: Int] = [:]
}
