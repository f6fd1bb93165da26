internal import SDP
internal import Timing
internal import WebRTC

/// A publisher that is no peer: its media comes by another protocol, and is packets already when it gets here.
///
/// It cannot be asked for keyframes, and its units go to the packager by another way.
struct Feed {
    /// Its name.
    let key: FeedKey
    /// What it brings; empty until that is known.
    var tracks: [FeedTrack] = []
    /// How far it is.
    private(set) var progress: PeerProgress
    /// What came of each track, and how fast.
    private var counts: [MediaCounts] = []
    private var rates: [RateMeter] = []

    init(_ key: FeedKey, at now: Instant) {
        self.key = key
        progress = PeerProgress(connectedAt: now)
    }

    /// Whether nothing came for so long that it must be gone.
    func isSilent(for silence: Duration, at now: Instant) -> Bool {
        progress.lastHeard.duration(to: now) > silence
    }

    /// Takes note of a unit that came.
    mutating func note(_ byteCount: Int, ofTrack track: Int, isKeyframe: Bool, at now: Instant) {
        guard tracks.indices.contains(track) else { return }
        while counts.count < tracks.count {
            counts.append(MediaCounts())
            rates.append(RateMeter())
        }
        progress.noteMedia(isKeyframe: isKeyframe && tracks[track].kind == .video, at: now)
        counts[track].note(byteCount, isKeyframe: isKeyframe && tracks[track].kind == .video)
        rates[track].add(byteCount, at: now)
    }

    /// What was counted of a track.
    func numbers(ofTrack track: Int, at now: Instant) -> MediaNumbers {
        MediaNumbers(
            received: tracks[track].kind, section: track, codec: tracks[track].codec,
            counts: counts.indices.contains(track) ? counts[track] : MediaCounts(),
            bitsPerSecond: rates.indices.contains(track) ? rates[track].bitsPerSecond(at: now) : 0)
    }
}
