internal import RTP

/// How large a layer's keyframes are.
struct KeyframeMeter {
    /// The picture that is arriving: the timestamp that its packets share, their octets so far, whether decoding can begin
    /// with it, and whether it came behind others.
    private var picture: (timestamp: RTPTimestamp, byteCount: Int, isKeyframe: Bool, isFollowing: Bool)?

    /// Takes a packet; returns a keyframe's size once another picture begins. `isFollowing` tells of the first packet of a
    /// picture whether others came shortly before: a keyframe with which a layer begins, or begins again, is not measured,
    /// since there is no rate that it could be held against.
    mutating func add(
        _ timestamp: RTPTimestamp, byteCount: Int, canBegin: Bool, isFollowing: () -> Bool
    ) -> Int? {
        if let known = picture, known.timestamp == timestamp {
            picture?.byteCount += byteCount
            picture?.isKeyframe = known.isKeyframe || canBegin
            return nil
        }
        let last = picture
        picture = (timestamp, byteCount, canBegin, isFollowing())
        return last.flatMap { $0.isKeyframe && $0.isFollowing ? $0.byteCount : nil }
    }
}
