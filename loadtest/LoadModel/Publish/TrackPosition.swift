internal import Timing

/// Where a publisher is in a track that it plays over and over.
struct TrackPosition {
    /// How often the track was played to its end.
    private var rounds = 0
    /// The frame that is next.
    private(set) var index = 0
    /// What was left out by jumping, in all.
    private var skipped = Duration.zero

    /// When the next frame is due, from the beginning of all.
    func time(in track: Track) -> Duration {
        track.duration * rounds + track.frames[index].time - skipped
    }

    /// Takes the next frame.
    mutating func take(from track: Track) -> Track.Frame {
        let frame = track.frames[index]
        index += 1
        if index == track.frames.count {
            index = 0
            rounds += 1
        }
        return frame
    }

    /// Jumps to the next keyframe, which then comes when the frame that was next would have: a recording has no other
    /// way to answer who asks for one.
    mutating func jumpToKeyframe(in track: Track) {
        guard track.frames.contains(where: \.isKeyframe) else { return }
        let wanted = time(in: track)
        while !track.frames[index].isKeyframe { _ = take(from: track) }
        skipped += time(in: track) - wanted
    }
}
