internal import Media
public import Timing

/// A stream as it can be served at one moment: its playlists, and what they name.
///
/// A value that never changes and can be handed to any thread. The next part makes the next one; segments are shared.
public struct StreamSnapshot: Sendable {
    /// Its renditions, the leader first; of pictures the best layer.
    public let renditions: [RenditionSnapshot]
    /// The renditions of layers that anybody asks for and that have begun.
    private let layers: [RenditionSnapshot]
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
        _ renditions: [Rendition], _ layers: [LayerRendition], _ ladder: Ladder, _ markers: [Marker],
        epoch: String, isEnded: Bool
    ) {
        self.epoch = epoch
        self.markers = markers
        self.isEnded = isEnded
        self.ladder = isEnded ? [] : ladder.steps
        best = ladder.best
        let tracks = renditions.map { (name: RenditionName($0.kind), rendition: $0) }
        let layers = layers.filter(\.hasParts).map {
            (name: RenditionName(.video, layer: $0.layer), rendition: $0.rendition)
        }
        var reports = (tracks + layers).map {
            RenditionReport(name: $0.name, position: $0.rendition.position)
        }
        // What is asked for behind these begins then.
        let beginning = PartPosition(segment: renditions.first?.current ?? 0, part: -1)
        for step in self.ladder where !layers.contains(where: { $0.name == step.name }) {
            reports.append(RenditionReport(name: step.name, position: beginning))
        }
        let snapshot = { (each: (name: RenditionName, rendition: Rendition)) in
            RenditionSnapshot(
                each.rendition, each.name, names: ResourceNames(epoch: epoch),
                reports: reports.filter { $0.name != each.name }, markers: markers, isEnded: isEnded)
        }
        self.renditions = tracks.map(snapshot)
        self.layers = layers.map(snapshot)
    }

    /// The rendition of that name; `nil` when it is not there, or not yet.
    public func rendition(_ name: RenditionName) -> RenditionSnapshot? {
        (renditions + layers).first { $0.name == name }
    }

    /// The rendition in the folder of that name.
    public func rendition(_ name: some StringProtocol) -> RenditionSnapshot? {
        RenditionName(name).flatMap { rendition($0) }
    }

    /// Whether a rendition is one that begins when somebody wants it (`Packager.want(layer:at:)`).
    public func offers(_ name: RenditionName) -> Bool {
        guard let layer = name.layer, !isEnded else { return false }
        return best?.layer == layer || ladder.contains { $0.measure.layer == layer }
    }

    /// Whether there is a finished segment of every track, so that any player can begin.
    public var isPlayable: Bool { renditions.allSatisfy(\.isPlayable) }

    /// The manifest for DASH players, as it is at a moment.
    public func manifest(at now: WallClock) -> String { Manifest(self, at: now).text }

    /// The multivariant playlist.
    public var multivariantPlaylist: String { MultivariantPlaylist(self).text }
}
