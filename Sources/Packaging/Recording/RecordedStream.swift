/// A finished recording as it is watched: its playlists, by the names of the files that they are written to.
public struct RecordedStream: Sendable {
    /// Its tracks, the leader first.
    private let renditions: [RecordedRendition]
    /// What these are.
    private let tracks: [RecordedTrack]
    /// The moments that were marked while it was made.
    private let markers: [Marker]

    /// A recording of these tracks.
    public init(_ renditions: [RecordedRendition], _ tracks: [RecordedTrack], markers: [Marker] = []) {
        self.renditions = renditions.filter { $0.takes.contains { $0 != nil } }
        self.tracks = tracks
        self.markers = markers
    }

    /// How long it is: as long as its longest track.
    public var duration: Duration { renditions.map(\.duration).max() ?? .zero }

    /// The keyframes that segments begin with, in their order.
    public var keyframes: [RecordedKeyframe] {
        guard let leader = renditions.first, leader.kind == .video else { return [] }
        var keyframes: [RecordedKeyframe] = []
        var start: Int64 = 0
        for (number, take) in leader.takes.enumerated() {
            guard let take else {
                // A gap as long as another track's take.
                start +=
                    renditions.lazy.compactMap { rendition in
                        rendition.takes.indices.contains(number)
                            ? rendition.takes[number].map { rendition.nanoseconds($0.duration) } : nil
                    }.first ?? 0
                continue
            }
            var time: Int64 = 0
            for segment in take.segments {
                if let range = segment.keyframe {
                    let shown = Duration.nanoseconds(start + leader.nanoseconds(time))
                    keyframes.append(RecordedKeyframe(time: shown, take: number, range: range))
                }
                time += segment.duration
            }
            start += leader.nanoseconds(time)
        }
        return keyframes
    }

    /// The playlists and the manifest, each with its file's name; none when there is nothing to watch.
    public var playlists: [(name: String, text: String)] {
        guard let leader = renditions.first else { return [] }
        var playlists = [("index.m3u8", multivariantPlaylist)]
        for rendition in renditions {
            playlists.append(
                ("\(rendition.kind.name).m3u8", RecordedPlaylist(rendition, of: renditions, markers).text))
        }
        if leader.kind == .video {
            let keyframes = RecordedPlaylist(leader, of: renditions, isKeyframesOnly: true)
            playlists.append(("keyframes.m3u8", keyframes.text))
        }
        playlists.append(("manifest.mpd", RecordedManifest(renditions, tracks, markers).text))
        return playlists
    }

    private var multivariantPlaylist: String {
        var lines = PlaylistText(version: 6)
        lines.tag("INDEPENDENT-SEGMENTS")
        let leader = renditions[0]
        let hasAudio = leader.kind == .video && renditions.count > 1
        if hasAudio {
            lines.tag(
                "MEDIA",
                "TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",DEFAULT=YES,AUTOSELECT=YES,URI=\"audio.m3u8\"")
        }
        let known = renditions.compactMap { rendition in tracks.first { $0.kind == rendition.kind } }
        var shape = ["CODECS=\"\(known.map(\.codec).joined(separator: ","))\""]
        if let video = known.first, let width = video.width, let height = video.height {
            shape.append("RESOLUTION=\(width)x\(height)")
        }
        let peak = renditions.reduce(0) { $0 + $1.peakBitrate }
        let group = hasAudio ? ["AUDIO=\"audio\""] : []
        lines.tag("STREAM-INF", (["BANDWIDTH=\(peak)"] + shape + group).joined(separator: ","))
        lines.uri("\(leader.kind.name).m3u8")
        if leader.kind == .video, let video = known.first {
            let size =
                video.width.flatMap { width in video.height.map { ",RESOLUTION=\(width)x\($0)" } } ?? ""
            lines.tag(
                "I-FRAME-STREAM-INF",
                "BANDWIDTH=\(leader.peakBitrate),CODECS=\"\(video.codec)\"\(size),URI=\"keyframes.m3u8\"")
        }
        return lines.text
    }
}
