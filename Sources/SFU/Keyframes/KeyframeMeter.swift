internal import RTP

/// How large a layer's keyframes are.
struct KeyframeMeter {
    /// The keyframe that is arriving: the timestamp that its packets share, and their octets so far.
    private var current: (timestamp: RTPTimestamp, byteCount: Int)?

    /// Takes a packet; returns a keyframe's size once another picture begins.
    mutating func add(_ timestamp: RTPTimestamp, byteCount: Int, canBegin: Bool) -> Int? {
        if let keyframe = current, keyframe.timestamp == timestamp {
            current?.byteCount += byteCount
            return nil
        }
        defer { if canBegin { current = (timestamp, byteCount) } }
        guard let keyframe = current else { return nil }
        current = nil
        return keyframe.byteCount
    }
}
