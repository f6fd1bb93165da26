internal import Media
public import Timing

/// A stream as it can be served at one moment: its playlists, and what they name.
///
/// A value that never changes and can be handed to any thread. The next part makes the next one; segments are shared.
public struct StreamSnapshot: Sendable {
    /// Its renditions, the leader first; of pictures the best layer.
    public let renditions: [RenditionSnapshot]
    /// The renditions of layers that anybody asks for and that have begun.
    let layers: [RenditionSnapshot]
    /// The sound as AAC, where anybody asks for it and it has begun.
    let bridge: RenditionSnapshot?
    /// Where it can be made, how many bits a second it has, and the first numbers that it has not used.
    let bridgeOffer: (bitrate: Int, unused: (segment: Int, initialization: Int))?
    /// The pictures as H.264, where anybody asks for them and they have begun; and what they are, where they can be made.
    let pictures: RenditionSnapshot?
    let pictureOffer: PictureOffer?
    /// The layers that a player may choose beside the best, and what was measured of that.
    let ladder: [LadderStep]
    let best: LayerMeasure?
    /// The moments that were marked, in order of marking.
    public let markers: [Marker]
    /// A word that no other life of the stream has in its names.
    public let epoch: String
    /// Whether nothing comes any more.
    public let isEnded: Bool

    init(
        _ live: LiveStream, _ ladder: Ladder, _ markers: [Marker], epoch: String, isEnded: Bool,
        bridge offer: (bitrate: Int, unused: (segment: Int, initialization: Int))?, pictures: PictureOffer?
    ) {
        bridgeOffer = offer
        pictureOffer = pictures
        let isHidden = { (name: RenditionName) in Self.isHidden(name, pictures) }
        self.epoch = epoch
        self.markers = markers
        self.isEnded = isEnded
        self.ladder = isEnded ? [] : ladder.steps.filter { !isHidden($0.name) }
        best = ladder.best
        let tracks = live.renditions.map { (name: RenditionName($0.kind), rendition: $0) }
        let layers = live.layers.filter(\.hasParts).map {
            (name: RenditionName(.video, layer: $0.layer), rendition: $0.rendition)
        }
        let bridges = [live.bridge].compactMap(\.self).filter(\.isReady).map {
            (name: RenditionName.aac, rendition: $0.rendition)
        }
        let films = [live.pictures].compactMap(\.self).filter(\.isReady).map {
            (name: RenditionName.h264, rendition: $0.rendition)
        }
        var reports = (tracks + layers + bridges + films).filter { !isHidden($0.name) }.map {
            RenditionReport(name: $0.name, position: $0.rendition.position)
        }
        // What is asked for behind these begins then.
        let beginning = PartPosition(segment: live.renditions.first?.current ?? 0, part: -1)
        for step in self.ladder where !layers.contains(where: { $0.name == step.name }) {
            reports.append(RenditionReport(name: step.name, position: beginning))
        }
        if bridges.isEmpty, offer != nil {
            reports.append(RenditionReport(name: .aac, position: beginning))
        }
        if films.isEmpty, pictures != nil {
            reports.append(RenditionReport(name: .h264, position: beginning))
        }
        let snapshot = { (each: (name: RenditionName, rendition: Rendition)) in
            RenditionSnapshot(
                each.rendition, each.name, names: ResourceNames(epoch: epoch),
                reports: reports.filter { $0.name != each.name }, markers: markers, isEnded: isEnded)
        }
        self.renditions = tracks.map(snapshot)
        self.layers = layers.map(snapshot)
        bridge = bridges.first.map(snapshot)
        self.pictures = films.first.map(snapshot)
    }

    /// The rendition of that name, shown to players or not; `nil` when it is not there, or not yet.
    public func rendition(_ name: RenditionName) -> RenditionSnapshot? {
        switch name {
        case .aac: bridge
        case .h264: pictures
        default: (renditions + layers).first { $0.name == name }
        }
    }

    /// The rendition in the folder of that name, as players find it.
    public func rendition(_ name: some StringProtocol) -> RenditionSnapshot? {
        RenditionName(name).flatMap { isHidden($0) ? nil : rendition($0) }
    }

    /// Whether a rendition is none for players: pictures in a codec that none takes, and which are offered in another.
    func isHidden(_ name: RenditionName) -> Bool { Self.isHidden(name, pictureOffer) }

    private static func isHidden(_ name: RenditionName, _ offer: PictureOffer?) -> Bool {
        name.kind == .video && !name.isBridged && offer?.isOnly == true
    }

    /// The renditions of tracks that are for players.
    var shown: [RenditionSnapshot] { renditions.filter { !isHidden($0.name) } }

    /// Whether a rendition is one that begins when somebody wants it (`Packager.want(layer:at:)`, `Packager.wantBridge(at:)`,
    /// `Packager.wantPictureBridge(at:)`).
    public func offers(_ name: RenditionName) -> Bool {
        if name == .aac { return bridgeOffer != nil && !isEnded }
        if name == .h264 { return pictureOffer != nil && !isEnded }
        guard let layer = name.layer, !isEnded, !isHidden(name) else { return false }
        return best?.layer == layer || ladder.contains { $0.measure.layer == layer }
    }

    /// Whether there is a finished segment of every track, so that any player can begin.
    public var isPlayable: Bool { renditions.allSatisfy(\.isPlayable) }

    /// The manifest for DASH players, as it is at a moment.
    public func manifest(at now: WallClock) -> String { Manifest(self, at: now).text }

    /// The multivariant playlist.
    public var multivariantPlaylist: String { MultivariantPlaylist(self).text }
}
