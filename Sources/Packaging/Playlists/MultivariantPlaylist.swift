internal import Media

/// The playlist that names the others (RFC 8216bis §4.4.6).
struct MultivariantPlaylist {
    /// The lines.
    private var lines = PlaylistText(version: 6)

    /// The playlist.
    var text: String { lines.text }

    init(_ stream: StreamSnapshot) {
        lines.tag("INDEPENDENT-SEGMENTS")
        let audio = stream.rendition(TrackKind.audio.name)
        if let audio, stream.rendition(TrackKind.video.name) != nil {
            let channels = audio.configuration?.channelCount.map { ",CHANNELS=\"\($0)\"" } ?? ""
            lines.tag(
                "MEDIA",
                "TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",DEFAULT=YES,AUTOSELECT=YES\(channels),"
                    + "URI=\"audio/index.m3u8\"")
        }
        guard let leader = stream.renditions.first else { return }
        var attributes = Self.rates(stream.renditions)
        let codecs = stream.renditions.compactMap { $0.configuration?.codecString }
        attributes.append("CODECS=\"\(codecs.joined(separator: ","))\"")
        if let size = leader.configuration?.pictureSize {
            attributes.append("RESOLUTION=\(size.width)x\(size.height)")
            if audio != nil { attributes.append("AUDIO=\"audio\"") }
        }
        lines.tag("STREAM-INF", attributes.joined(separator: ","))
        lines.uri("\(leader.kind.name)/index.m3u8")
        if leader.kind == .video, let configuration = leader.configuration,
            let size = configuration.pictureSize
        {
            lines.tag(
                "I-FRAME-STREAM-INF",
                "BANDWIDTH=\(max(leader.rates.peak, 1)),CODECS=\"\(configuration.codecString)\","
                    + "RESOLUTION=\(size.width)x\(size.height),URI=\"video/keyframes.m3u8\"")
        }
    }

    /// Of all renditions together. A quarter more than was measured so far, since more is to come and the peak must not
    /// exceed what was promised by more than that (Apple 1.28).
    private static func rates(_ renditions: [RenditionSnapshot]) -> [String] {
        let peak = renditions.reduce(0) { $0 + $1.rates.peak } * 5 / 4
        let average = renditions.reduce(0) { $0 + $1.rates.average }
        return ["BANDWIDTH=\(max(peak, 1))", "AVERAGE-BANDWIDTH=\(max(average, 1))"]
    }
}
