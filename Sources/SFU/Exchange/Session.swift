public import SDP
internal import Timing
public import WebRTC

/// One peer in an exchange, and what it is there for.
public final class Session {
    /// What a session has to do with a stream. The stream knows it too, until it ends.
    enum Part {
        /// It brings it.
        case publisher(Publication)
        /// It gets it.
        case viewer(Audience)

        /// The stream's name.
        var stream: String {
            switch self {
            case .publisher(let publication): publication.name
            case .viewer(let audience): audience.name
            }
        }
    }

    /// Its name.
    public let key: SessionKey
    /// The connection.
    public let peer: Peer
    /// The stream it brings or gets.
    let part: Part
    /// Our fragments, under which checks find it.
    var ufrags: [String] = []
    /// The ways on which it is known. Bounded: the one that was not used for longest makes room.
    var paths: [KnownPath] = []
    /// When the exchange has a timer for it, so that it is set only when the peer wants an earlier one.
    var timer: Instant?
    /// Whether it is among those who wait for packets that they asked for again.
    var isRepairing = false
    /// What a viewer gets of each section; empty for a publisher.
    var subscriptions: [Subscription] = []

    init(_ key: SessionKey, _ peer: Peer, as part: Part) {
        self.key = key
        self.peer = peer
        self.part = part
        if case .viewer = part {
            subscriptions = peer.session.media.enumerated().filter { $0.element.direction.sends }
                .map { Subscription(section: $0.offset, kind: $0.element.kind) }
        }
    }

    /// What it is for.
    public var purpose: SessionPurpose {
        if case .publisher = part { .publish } else { .play }
    }

    /// The codecs that the publisher sends and this viewer does not take, as SDP names them.
    public var unfitCodecs: [String] { subscriptions.compactMap(\.unfitCodec) }

    /// Which of the publisher's simulcast layers a viewer gets in a section.
    public func layer(inSection section: Int) -> Int {
        subscriptions.first { $0.section == section }?.layer ?? 0
    }

    /// Why a viewer gets that layer of a section's video; `nil` for all else.
    public func layerReason(inSection section: Int) -> LayerReason? {
        subscriptions.first { $0.section == section && $0.kind == .video && $0.aim.layer != nil }?.aim.reason
    }

    /// Whether a viewer is connected and got nothing yet of one of these kinds of media, which it takes. Who is on the way
    /// from the last keyframe to what is live gets something.
    func isWaiting(for kinds: [MediaKind]) -> Bool {
        peer.isConnected
            && subscriptions.contains {
                $0.awaitsStart && !$0.isCatchingUp && $0.unfitCodec == nil && !$0.aim.wish.isPaused
                    && kinds.contains($0.kind)
            }
    }

    /// Whether its stream has a publisher.
    public var hasPublisher: Bool {
        switch part {
        case .publisher(let publication): publication.publisher != nil
        case .viewer(let audience): audience.hasPublisher
        }
    }
}
