internal import Media
public import Timing

/// A stream as it can be served at one moment: its playlists, and what they name.
///
/// A value that never changes and can be handed to any thread. The next part makes the next one; segments are shared.
public struct StreamSnapshot: Sendable {
    /// Its renditions, the leader first.
    public let renditions: [RenditionSnapshot]
    /// A word that no other life of the stream has in its names.
    public let epoch: String
    /// Whether nothing comes any more.
    public let isEnded: Bool

    init(_ renditions: [Rendition], epoch: String, isEnded: Bool) {
        self.epoch = epoch
        self.isEnded = isEnded
        let reports = renditions.map { RenditionReport(kind: $0.kind, position: $0.position) }
        self.renditions = renditions.map { rendition in
            RenditionSnapshot(
                rendition, names: ResourceNames(epoch: epoch),
                reports: reports.filter { $0.kind != rendition.kind }, isEnded: isEnded)
        }
    }

    /// The rendition in the folder of that name.
    public func rendition(_ name: some StringProtocol) -> RenditionSnapshot? {
        renditions.first { $0.kind.name == name }
    }

    /// Whether there is a finished segment in every rendition, so that any player can begin.
    public var isPlayable: Bool {
        renditions.allSatisfy { rendition in rendition.segments.contains { $0.isFinished && !$0.isGap } }
    }

    /// The manifest for DASH players, as it is at a moment.
    public func manifest(at now: WallClock) -> String { Manifest(self, at: now).text }

    /// The multivariant playlist.
    public var multivariantPlaylist: String { MultivariantPlaylist(self).text }
}
