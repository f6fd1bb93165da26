public import SDP
internal import Timing
public import WebRTC

/// One peer in an exchange, and what it is there for.
public final class Session {
    /// What a session has to do with streams. They know it too, until it ends.
    enum Part {
        /// It brings one.
        case publisher(Publication)
        /// It gets one, or several: its subscriptions say which. One that lasts stays when a stream is let go, since it has
        /// others, or will.
        case viewer(lasts: Bool)
    }

    /// Its name.
    public let key: SessionKey
    /// The connection.
    public let peer: Peer
    /// What it has to do with streams.
    let part: Part
    /// Our fragments, under which checks find it.
    var ufrags: [String] = []
    /// The ways on which it is known. Bounded: the one that was not used for longest makes room.
    var paths: [KnownPath] = []
    /// When the exchange has a timer for it, so that it is set only when the peer wants an earlier one.
    var timer: Instant?
    /// Whether it is among those who wait for packets that they asked for again.
    var isRepairing = false
    /// What a viewer gets in each section; empty for a publisher. Their places stay: others name them by these.
    var subscriptions: [Subscription] = []
    /// Among whom it gets them, each once.
    var audiences: [Audience] = []

    init(_ key: SessionKey, _ peer: Peer, as part: Part) {
        self.key = key
        self.peer = peer
        self.part = part
        if case .viewer = part { noteSections() }
    }

    /// What was agreed on may be another: sees that there is a subscription for each section that we send in.
    func noteSections() {
        for (section, media) in peer.session.media.enumerated()
        where media.direction.sends && !subscriptions.contains(where: { $0.section == section }) {
            subscriptions.append(Subscription(section: section, kind: media.kind))
        }
    }

    /// Whether it stays when a stream that it gets is let go.
    var lasts: Bool {
        if case .viewer(lasts: true) = part { true } else { false }
    }

    /// What it is for.
    public var purpose: SessionPurpose {
        if case .publisher = part { .publish } else { .play }
    }

    /// The codecs that publishers send and this viewer does not take, as SDP names them.
    public var unfitCodecs: [String] { subscriptions.compactMap(\.unfitCodec) }

    /// How many videos share the path to a viewer.
    var videoCount: Int {
        subscriptions.count(where: \.sharesPath)
    }

    /// Which of the publisher's simulcast layers a viewer gets in a section.
    public func layer(inSection section: Int) -> Int {
        subscriptions.first { $0.section == section }?.layer ?? 0
    }

    /// Why a viewer gets that layer of a section's video; `nil` for all else.
    public func layerReason(inSection section: Int) -> LayerReason? {
        subscriptions.first { $0.section == section && $0.kind == .video && $0.aim.quality != nil }?.aim
            .reason
    }

    /// Whether a viewer is connected and got nothing yet of one of these kinds of media of a stream, which it takes. Who is
    /// on the way from the last keyframe to what is live gets something.
    func isWaiting(for kinds: [MediaKind], of audience: Audience) -> Bool {
        peer.isConnected
            && subscriptions.contains {
                $0.audience === audience && $0.awaitsStart && !$0.isCatchingUp && $0.unfitCodec == nil
                    && !$0.aim.wish.isPaused
                    && kinds.contains($0.kind)
            }
    }

    /// Whether its stream has a publisher; of several, whether any has.
    public var hasPublisher: Bool {
        switch part {
        case .publisher(let publication): publication.publisher != nil
        case .viewer: subscriptions.contains { $0.audience?.hasPublisher == true }
        }
    }
}
