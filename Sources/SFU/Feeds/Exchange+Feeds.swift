public import Timing

/// How feeds come and go, and what they bring.
extension Exchange {
    /// Begins a feed of `stream`, which must be at home here: nobody else brings it from now on. It takes the place of a
    /// publisher that has fallen silent. Viewers hear of it once it is described.
    public func feed(_ stream: String, at now: Instant) throws(ExchangeRefusal) -> FeedKey {
        precondition(place.home(of: stream) == place.number, "publishers are at their streams' homes")
        try clear(stream, takesOver: false, at: now)
        let publication = publication(stream)
        let key = FeedKey(number: nextNumber)
        nextNumber += 1
        publication.begin(Feed(key, at: now))
        return key
    }

    /// A feed brings these tracks, in the order in which its packets name them.
    public func describe(_ key: FeedKey, of stream: String, as tracks: [FeedTrack], at now: Instant) {
        guard let publication = streams[stream], publication.feed?.key == key else { return }
        publication.describeFeed(tracks)
        announce(publication, at: now)
    }

    /// Takes note of a unit of a feed, of whatever codec.
    public func note(
        _ byteCount: Int, ofTrack track: Int, isKeyframe: Bool, of key: FeedKey, of stream: String,
        at now: Instant
    ) {
        guard let publication = streams[stream], publication.feed?.key == key else { return }
        publication.noteFeed(byteCount, ofTrack: track, isKeyframe: isKeyframe, at: now)
    }

    /// Takes a packet of a feed, which is passed on with the others of its batch.
    public func handle(
        _ packet: RawSpan, _ facts: FeedPacket, of key: FeedKey, of stream: String, at now: Instant
    ) {
        guard let publication = streams[stream], publication.feed?.key == key else { return }
        let wasPending = publication.hasPending
        publication.handle(packet, facts, at: now)
        if !wasPending, publication.hasPending {
            if pending.isEmpty { coalescer.begin(at: now) }
            pending.append(publication)
        }
    }

    /// Ends a feed. Viewers are kept for a while.
    public func endFeed(_ key: FeedKey, of stream: String, at now: Instant) {
        guard let publication = streams[stream], publication.feed?.key == key else { return }
        leave(publication, at: now)
    }

    /// Sees that nobody else brings a stream, unless somebody does who is heard of.
    func clear(_ stream: String, takesOver: Bool, at now: Instant) throws(ExchangeRefusal) {
        if let feed = streams[stream]?.feed {
            guard takesOver || feed.isSilent(for: settings.silence, at: now) else {
                throw .streamHasPublisher
            }
            if let publication = streams[stream] { leave(publication, at: now) }
            events.append(.feedReplaced(feed.key, stream: stream))
        }
        guard let publisher = streams[stream]?.publisher else { return }
        guard takesOver || isGone(publisher.peer, at: now) else { throw .streamHasPublisher }
        end(publisher, .replaced, at: now)
    }
}
