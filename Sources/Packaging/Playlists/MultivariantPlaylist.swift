internal import Media

/// The playlist that names the others (RFC 8216bis §4.4.6): a variant for each layer, the best first, since that is what there
/// is at once; the others are made when somebody asks for them.
///
/// The layers' keyframes need not lie together. What lets players change between them is that each segment begins with one
/// (`EXT-X-INDEPENDENT-SEGMENTS`), and that all have the same dates and discontinuities (§6.2.4).
struct MultivariantPlaylist {
    /// The lines.
    private var lines = PlaylistText(version: 6)

    /// The playlist.
    var text: String { lines.text }

    init(_ stream: StreamSnapshot) {
        lines.tag("INDEPENDENT-SEGMENTS")
        guard let leader = stream.renditions.first else { return }
        let audio = leader.kind == .video ? stream.rendition(RenditionName(.audio)) : nil
        if let audio {
            let channels = audio.configuration?.channelCount.map { ",CHANNELS=\"\($0)\"" } ?? ""
            lines.tag(
                "MEDIA",
                "TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Main\",DEFAULT=YES,AUTOSELECT=YES\(channels),"
                    + "URI=\"audio/index.m3u8\"")
        }
        let rates = (peak: leader.rates.peak, average: leader.rates.average)
        variant(leader.name, leader.configuration, rates, frameRate: stream.best?.frameRate, with: audio)
        for step in stream.ladder {
            let measure = step.measure
            variant(
                step.name, step.configuration, (measure.peak, measure.average),
                frameRate: measure.frameRate, with: audio)
        }
        keyframes(of: leader)
    }

    private mutating func variant(
        _ name: RenditionName, _ configuration: CodecConfiguration?, _ rates: (peak: Int64, average: Int64),
        frameRate: Int?, with audio: RenditionSnapshot?
    ) {
        // A quarter more than was measured so far, since more is to come and the peak must not exceed what was promised by more
        // than that (Apple 1.28).
        let peak = (rates.peak + (audio?.rates.peak ?? 0)) * 5 / 4
        let average = rates.average + (audio?.rates.average ?? 0)
        let codecs = [configuration, audio?.configuration].compactMap { $0?.codecString }
        var attributes = [
            "BANDWIDTH=\(max(peak, 1))", "AVERAGE-BANDWIDTH=\(max(average, 1))",
            "CODECS=\"\(codecs.joined(separator: ","))\"",
        ]
        if let size = configuration?.pictureSize {
            attributes.append("RESOLUTION=\(size.width)x\(size.height)")
            if let frameRate { attributes.append("FRAME-RATE=\(frameRate.secondsFromMilliseconds)") }
        }
        if audio != nil { attributes.append("AUDIO=\"audio\"") }
        lines.tag("STREAM-INF", attributes.joined(separator: ","))
        lines.uri("\(name.text)/index.m3u8")
    }

    private mutating func keyframes(of leader: RenditionSnapshot) {
        guard let configuration = leader.configuration, let size = configuration.pictureSize else { return }
        lines.tag(
            "I-FRAME-STREAM-INF",
            "BANDWIDTH=\(max(leader.rates.peak, 1)),CODECS=\"\(configuration.codecString)\","
                + "RESOLUTION=\(size.width)x\(size.height),URI=\"video/keyframes.m3u8\"")
    }
}
