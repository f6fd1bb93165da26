/// Chooses, from the header extensions of an offered section, those that we know.
struct ExtensionSelection {
    /// The ones we know for this kind of section.
    let known: [ExtensionURI]
    /// Which way media flows, seen from us.
    let direction: Direction

    /// What we know of each kind of section. Publishers have the most to tell; towards viewers a stream has one
    /// layer and our own playout delay.
    static func known(for kind: MediaKind, purpose: SessionPurpose) -> [ExtensionURI] {
        let common: [ExtensionURI] = [
            .mid, .absoluteSendTime, .transportSequenceNumber, .absoluteCaptureTime,
        ]
        return switch (kind, purpose) {
        case (.audio, _): common + [.audioLevel]
        case (.video, .publish):
            common + [.rid, .repairedRID, .videoOrientation, .dependencyDescriptor, .videoLayersAllocation]
        case (.video, .play): common + [.videoOrientation, .playoutDelay, .dependencyDescriptor]
        }
    }

    /// The extensions in common, with their offered numbers and in their offered order (RFC 8285 §7). One that
    /// may not flow the way the media does is left out; one that says a direction is answered with the reverse.
    func select(from offered: [HeaderExtension]) -> [HeaderExtension] {
        var uris: Set<String> = []
        var ids: Set<UInt16> = []
        return offered.compactMap { each in
            guard each.isUsable, let kind = each.kind, known.contains(kind), allows(each.direction),
                !uris.contains(each.uri), ids.insert(each.id).inserted
            else { return nil }
            uris.insert(each.uri)
            return HeaderExtension(
                id: each.id, direction: each.direction == nil ? nil : direction, uri: each.uri)
        }
    }

    /// Whether an extension that the other side wants to send and receive as told can flow as the media does.
    private func allows(_ offered: Direction?) -> Bool {
        guard let offered else { return true }
        return (direction.receives && offered.sends) || (direction.sends && offered.receives)
    }
}
