internal import Media

extension StreamSnapshot {
    /// All that manifests list beside each other: the tracks, and the sound as AAC, made or not.
    var listed: [RenditionSnapshot] { renditions + [bridge ?? promise].compactMap(\.self) }

    /// The sound as AAC as it will be when somebody asks for it now. Manifests name segments by themselves, so that nobody could ask
    /// for one that is not listed. They have the numbers and times of the original, to a unit; none is older than what would be
    /// made (`SoundMemory`).
    private var promise: RenditionSnapshot? {
        guard let offer = bridgeOffer, !isEnded, let audio = rendition(RenditionName(.audio)),
            let configuration = AACConfiguration(sampleRate: 48_000, channelCount: 2)
        else { return nil }
        let first = (renditions.first?.position.segment ?? 0) - LiveStream.bridgedSegments + 1
        let section = Initialization(
            number: offer.unused.initialization, configuration: .aac(configuration), timescale: audio.rate)
        var rates = RateTally()
        rates.add(offer.bitrate / 8, over: .seconds(1))
        return audio.renamed(.aac, max(first, offer.unused.segment)..., section, rates)
    }
}
