/// What is known of a chunk stream: the header of its last message, which later ones leave out in part, and as much of
/// the message as has come.
struct ChunkStream {
    /// The last message's head.
    var kind: UInt8 = 0
    var length = 0
    var streamID: UInt32 = 0
    /// When it is meant for.
    var timestamp: UInt32 = 0
    /// By how much a message without a header is later than the one before.
    var delta: UInt32 = 0
    /// What the extended timestamp said, where there was one.
    var extended: UInt32?
    /// What has come of a message that is not whole.
    var payload: [UInt8] = []
    /// Whether there is such a message.
    var isInside = false

    /// Begins a message whose header named this time, by a chunk of this format (§5.3.1.2).
    ///
    /// Without a header the last delta is meant, and after an absolute time that itself (§5.3.1.2.4). Deviation: few
    /// senders mean that, so beyond a second it counts as none; ffmpeg, which does, says it only where it is one.
    mutating func begin(format: UInt8, time: UInt32) {
        switch format {
        case 0:
            timestamp = time
            delta = time <= 1000 ? time : 0
        case 1, 2:
            delta = time
            timestamp &+= time
        default: timestamp &+= delta
        }
        isInside = true
    }

    /// Takes the message, which is whole.
    mutating func takePayload() -> [UInt8] {
        defer { payload = [] }
        isInside = false
        return payload
    }
}
