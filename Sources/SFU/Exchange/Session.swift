public import SDP
internal import Timing
public import WebRTC

/// One peer in an exchange, and what it is there for.
public final class Session {
    /// Its name.
    public let key: SessionKey
    /// What it is for.
    public let purpose: SessionPurpose
    /// The connection.
    public let peer: Peer
    /// The stream it brings or gets. The stream knows it too, until it ends.
    let router: Router
    /// Our fragments, under which checks find it.
    var ufrags: [String] = []
    /// The ways on which it is known. Bounded: the one that was not used for longest makes room.
    var paths: [KnownPath] = []
    /// When the exchange has a timer for it, so that it is set only when the peer wants an earlier one.
    var timer: Instant?
    /// What a viewer gets of each section; empty for a publisher.
    var subscriptions: [Subscription] = []

    init(_ key: SessionKey, _ purpose: SessionPurpose, _ peer: Peer, of router: Router) {
        self.key = key
        self.purpose = purpose
        self.peer = peer
        self.router = router
        if purpose == .play {
            subscriptions = peer.session.media.enumerated().filter { $0.element.direction.sends }
                .map { Subscription(section: $0.offset, kind: $0.element.kind) }
        }
    }

    /// The codecs that the publisher sends and this viewer does not take, as SDP names them.
    public var unfitCodecs: [String] {
        router.tracks.filter { track in subscriptions.contains { $0.kind == track.kind && $0.isUnfit } }
            .map(\.codec)
    }

    /// Whether its stream has a publisher.
    public var hasPublisher: Bool { router.publisher != nil }
}
