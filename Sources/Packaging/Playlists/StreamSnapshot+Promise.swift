internal import Media

extension StreamSnapshot {
    /// All that manifests list beside each other: the tracks, the layers that are made, the pictures as H.264
    /// and the sound as AAC, made or not.
    var listed: [RenditionSnapshot] {
        let films = [pictures ?? promisedPictures].compactMap(\.self)
        let kept = shown
        let video = kept.filter { $0.kind == .video } + layers.filter { !isHidden($0.name) } + films
        return video + kept.filter { $0.kind == .audio } + [bridge ?? promise].compactMap(\.self)
    }

    /// The pictures as H.264 as they will be when somebody asks for them now, with the numbers and times of the original.
    private var promisedPictures: RenditionSnapshot? {
        guard let offer = pictureOffer, !isEnded, let leader = rendition(RenditionName(.video)) else {
            return nil
        }
        let recent = leader.segments.suffix(LiveStream.bridgedPictureSegments)
        let known = recent.first { segment in offer.oldest.map { $0 <= segment.start } ?? false }
        let first = max(known?.number ?? leader.position.segment, offer.unused.segment)
        return leader.promised(.h264, first..., section: offer.unused.initialization, offer.target)
    }

    /// The layers beside the best that a player may choose, and whether each is made. Manifests name segments by themselves, so
    /// they can tell of those only that are.
    public var offeredLayers: [(layer: Int, isMade: Bool)] {
        ladder.map { step in (step.measure.layer, layers.contains { $0.name == step.name }) }
    }

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
