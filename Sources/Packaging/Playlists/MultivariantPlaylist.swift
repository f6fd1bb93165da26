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
        // What is sent as it came is first, since a player that takes both should take that.
        let audio = stream.rendition(RenditionName(.audio)).map { Sound($0) }
        let bridged = stream.bridgeOffer.map { Sound(bridgedAt: $0.bitrate) }
        let sounds = [audio, bridged].compactMap(\.self)
        guard leader.kind == .video else {
            for sound in sounds { variant(of: sound) }
            return
        }
        for sound in sounds { media(sound) }
        // Once for each codec of the sound, since a player chooses by those it takes (§4.4.6.2).
        let choices: [Sound?] = sounds.isEmpty ? [nil] : sounds
        for sound in choices where !stream.isHidden(leader.name) {
            let rates = (peak: leader.rates.peak, average: leader.rates.average)
            variant(
                leader.name, leader.configuration, rates,
                frameRate: stream.best?.frameRate ?? stream.pictureOffer?.target.frameRate, with: sound)
            for step in stream.ladder {
                let measure = step.measure
                variant(
                    step.name, step.configuration, (measure.peak, measure.average),
                    frameRate: measure.frameRate, with: sound)
            }
        }
        if let offer = stream.pictureOffer { for sound in choices { variant(offer, with: sound) } }
        if !stream.isHidden(leader.name) {
            keyframes(
                of: leader.name, leader.configuration?.codecString, leader.configuration?.pictureSize,
                peak: leader.rates.peak)
        } else if let offer = stream.pictureOffer {
            let target = offer.target
            keyframes(of: .h264, target.codecString, target.pictureSize, peak: offer.rates.peak)
        }
    }

    /// The sound that goes with pictures, in one codec.
    private struct Sound {
        /// The rendition, whose name is that of its group, too.
        let name: RenditionName
        let codec: String?
        let channelCount: Int?
        let rates: (peak: Int64, average: Int64)

        /// What the publisher sends.
        init(_ rendition: RenditionSnapshot) {
            name = rendition.name
            codec = rendition.configuration?.codecString
            channelCount = rendition.configuration?.channelCount
            rates = (rendition.rates.peak, rendition.rates.average)
        }

        /// AAC of so many bits a second, and what fragments take beside it: nobody has made any to be measured.
        init(bridgedAt bitrate: Int) {
            name = .aac
            codec = AACConfiguration(sampleRate: 48_000, channelCount: 2).map(\.codecString)
            channelCount = 2
            rates = (Int64(bitrate) * 5 / 4, Int64(bitrate) * 21 / 20)
        }
    }

    private mutating func media(_ sound: Sound) {
        let channels = sound.channelCount.map { ",CHANNELS=\"\($0)\"" } ?? ""
        lines.tag(
            "MEDIA",
            "TYPE=AUDIO,GROUP-ID=\"\(sound.name.text)\",NAME=\"Main\",DEFAULT=YES,AUTOSELECT=YES\(channels),"
                + "URI=\"\(sound.name.text)/index.m3u8\"")
    }

    /// A stream of sound alone.
    private mutating func variant(of sound: Sound) {
        lines.tag(
            "STREAM-INF",
            "BANDWIDTH=\(max(sound.rates.peak * 5 / 4, 1)),AVERAGE-BANDWIDTH=\(max(sound.rates.average, 1)),"
                + "CODECS=\"\(sound.codec ?? "")\"")
        lines.uri("\(sound.name.text)/index.m3u8")
    }

    /// A layer as it comes.
    private mutating func variant(
        _ name: RenditionName, _ configuration: CodecConfiguration?, _ rates: (peak: Int64, average: Int64),
        frameRate: Int?, with audio: Sound?
    ) {
        variant(
            name, configuration?.codecString, configuration?.pictureSize, rates, frameRate: frameRate,
            with: audio)
    }

    /// The pictures as H.264.
    private mutating func variant(_ offer: PictureOffer, with audio: Sound?) {
        let target = offer.target
        variant(
            .h264, target.codecString, target.pictureSize, offer.rates, frameRate: target.frameRate,
            with: audio)
    }

    private mutating func variant(
        _ name: RenditionName, _ codec: String?, _ size: PictureSize?, _ rates: (peak: Int64, average: Int64),
        frameRate: Int?, with audio: Sound?
    ) {
        // A quarter more than was measured so far, since more is to come and the peak must not exceed what was promised by more
        // than that (Apple 1.28).
        let peak = (rates.peak + (audio?.rates.peak ?? 0)) * 5 / 4
        let average = rates.average + (audio?.rates.average ?? 0)
        let codecs = [codec, audio?.codec].compactMap(\.self)
        var attributes = [
            "BANDWIDTH=\(max(peak, 1))", "AVERAGE-BANDWIDTH=\(max(average, 1))",
            "CODECS=\"\(codecs.joined(separator: ","))\"",
        ]
        if let size {
            attributes.append("RESOLUTION=\(size.width)x\(size.height)")
            if let frameRate { attributes.append("FRAME-RATE=\(frameRate.secondsFromMilliseconds)") }
        }
        if let audio { attributes.append("AUDIO=\"\(audio.name.text)\"") }
        lines.tag("STREAM-INF", attributes.joined(separator: ","))
        lines.uri("\(name.text)/index.m3u8")
    }

    private mutating func keyframes(
        of name: RenditionName, _ codec: String?, _ size: PictureSize?, peak: Int64
    ) {
        guard let codec, let size else { return }
        lines.tag(
            "I-FRAME-STREAM-INF",
            "BANDWIDTH=\(max(peak, 1)),CODECS=\"\(codec)\","
                + "RESOLUTION=\(size.width)x\(size.height),URI=\"\(name.text)/keyframes.m3u8\"")
    }
}
