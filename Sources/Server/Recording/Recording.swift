import Packaging
import Platform
import Timing

/// What is known of a recording.
struct Recording: Sendable {
    /// Where it is in its life.
    enum State: String, CaseIterable, Sendable {
        /// It is being made.
        case recording
        /// It ended in order.
        case finished
        /// The process ended before it did; what was on disk by then was kept.
        case interrupted
    }

    /// What it is called.
    let name: VideoName
    /// The stream, and what it was about while it was recorded.
    let stream: StreamName
    var title: StreamTitle?
    /// When it began and ended.
    let began: WallClock
    var ended: WallClock?
    /// Where it is in its life.
    var state = State.recording
    /// What it has, the leader first.
    var tracks: [RecordedTrack]
    /// The moments that were marked while it was made.
    var markers: [Marker] = []
    /// How many octets it takes.
    var byteCount = 0
    /// How long it is.
    var duration = Duration.zero
    /// How much of it is missing, since it could not be written.
    var lost = Duration.zero
    /// Whether it has a manifest, which one that an older version closed has not.
    var hasManifest = false
    /// Why nothing can be written now.
    var problem: String?

    /// A recording that begins.
    init(of stream: StreamName, tracks: [RecordedTrack], began: WallClock) {
        self.init(
            name: VideoName(stream.text, began: began), stream: stream, tracks: tracks, began: began)
    }

    init(name: VideoName, stream: StreamName, tracks: [RecordedTrack], began: WallClock) {
        self.name = name
        self.stream = stream
        self.tracks = tracks
        self.began = began
    }

    /// The same of a stream that is called so.
    func titled(_ title: StreamTitle?) -> Recording {
        var copy = self
        copy.title = title
        return copy
    }
}
