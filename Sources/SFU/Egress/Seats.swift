internal import SDP
internal import WebRTC

/// Those of an audience who get one kind of media.
struct Seats {
    /// One who has yet to be decided on, or to begin.
    struct Waiter {
        /// Who it is.
        let session: Session
        /// Which of its subscriptions.
        let subscription: Int
    }

    /// Where it goes: all of them, whether or not they take it at present.
    private(set) var tracks: [TrackID] = []
    /// Who has to be looked at with the next packets. In steady state nobody.
    private(set) var waiting: [Waiter] = []
    /// The source that was last passed on of each layer, and its payload type; none while nobody brings any.
    private var feeds: [(layer: Int, source: UInt32, type: UInt8)] = []

    /// Whether something was passed on of what is brought now.
    var isFed: Bool { !feeds.isEmpty }

    /// Nobody brings anything from now on: what comes next has to be decided on for everybody.
    mutating func endFeed() { feeds = [] }

    /// Takes a viewer in, with one of its subscriptions.
    mutating func add(_ session: Session, _ index: Int) {
        guard let track = session.peer.track(of: session.subscriptions[index].section) else { return }
        tracks.append(track)
        waiting.append(Waiter(session: session, subscription: index))
    }

    /// Lets a viewer go, with one of its subscriptions.
    mutating func remove(_ session: Session, _ index: Int) {
        let track = session.peer.track(of: session.subscriptions[index].section)
        tracks.removeAll { $0 == track }
        waiting.removeAll { $0.session === session && $0.subscription == index }
    }

    /// Hands out those who have to be looked at before a stretch is passed on; who goes on waiting is to be given
    /// back. What differs from the last has to be decided on for everybody.
    mutating func takeWaiting(
        for stretch: FanOut.Stretch, orEverybody everybody: () -> [Waiter]
    ) -> [Waiter] {
        if isNew(stretch) { waiting = everybody() }
        guard !waiting.isEmpty else { return [] }
        defer { waiting = [] }
        return waiting
    }

    private mutating func isNew(_ stretch: FanOut.Stretch) -> Bool {
        let feed = (layer: stretch.layer, source: stretch.source.id, type: stretch.payloadType)
        guard let index = feeds.firstIndex(where: { $0.layer == feed.layer }) else {
            feeds.append(feed)
            return true
        }
        guard feeds[index] != feed else { return false }
        feeds[index] = feed
        return true
    }

    /// Has viewers looked at with the next packets.
    mutating func wait(_ waiters: [Waiter]) {
        if !waiters.isEmpty { waiting += waiters }
    }
}
