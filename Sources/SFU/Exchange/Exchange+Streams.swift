internal import ICE
internal import SDP
public import Timing
internal import WebRTC

/// How media gets from a stream's home to its audiences, and what both tell each other. What is for our own shard is a
/// plain call; what is for others waits in `relay`.
extension Exchange {
    // MARK: What other shards send

    /// Takes a batch of another shard's. It is passed on by the next `handleTimeout(at:)`.
    public func handle(_ batch: RelayedBatch) {
        guard audiences[batch.stream] != nil else { return }
        waiting.append(batch)
    }

    /// Takes what another shard tells.
    public func handle(_ message: RelayMessage, from shard: Int, at now: Instant) {
        let stream = message.stream
        switch message.word {
        case .joined:
            let publication = publication(stream)
            publication.add(audienceOn: shard)
            tell(
                shard, publication.announcement.map { .publisherCame($0) } ?? .publisherWent, stream, at: now)
            if !publication.idleLayers.isEmpty {
                tell(shard, .layersIdle(publication.idleLayers), stream, at: now)
            }
            reviewDemand(of: publication, at: now)
        case .left:
            streams[stream]?.remove(audienceOn: shard)
            if let publication = streams[stream] { reviewDemand(of: publication, at: now) }
            forgetDeserted(stream)
        case .layersWanted(let layers):
            guard let publication = streams[stream] else { return }
            publication.setDemand(layers, by: shard)
            reviewDemand(of: publication, at: now)
        case .layersIdle(let layers): audiences[stream]?.setIdle(layers, at: now)
        case .keyframeWanted(let layer, let isUrgent):
            guard let publication = streams[stream] else { return }
            publication.requestKeyframe(ofLayer: layer, isUrgent: isUrgent, at: now)
            setTimer(of: publication)
            if let publisher = publication.publisher { setTimer(of: publisher) }
        case .publisherCame: audiences[stream]?.setPublisher(true)
        case .publisherWent: audiences[stream]?.setPublisher(false)
        case .letGo:
            for viewer in viewers(of: stream) where !viewer.lasts { end(viewer, .publisherLeft, at: now) }
        }
    }

    // MARK: Batches

    /// What arrived makes batches: those for other shards are in `relay` from now on, so that these can pass them on
    /// at the same time as we do, in the next `handleTimeout(at:)`, which calls this if nobody did.
    public func endBatch(at now: Instant) {
        outbox.repairsLeft = Self.repairsPerTurn
        guard coalescer.isDue(at: now) else { return }
        // By index: an array that a loop still holds is not emptied in place.
        for index in pending.indices {
            let publication = pending[index]
            if let publisher = publication.publisher { setTimer(of: publisher) }
            setTimer(of: publication)
            guard var batch = publication.takeBatch(at: now) else { continue }
            for shard in publication.audiences where publication.passesPackets(to: shard, of: place) {
                batch.earlier = publication.earlierBatches(for: shard)
                if shard == place.number { waiting.append(batch) } else { relay.add(batch, to: shard) }
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Begins to pass on what waits for our viewers; `transmit` or `handleTimeout(at:)`, which does what takes longer, goes on.
    public func passOn(at now: Instant) {
        for index in waiting.indices {
            guard let audience = audiences[waiting[index].stream] else { continue }
            let count = audience.viewers.count &* waiting[index].batch.packets.count
            passedOn &+= count
            coalescer.count(count, at: now)
            missedBatches &+= audience.pass(waiting[index], through: outbox, at: now)
            if !unfinished.contains(where: { $0 === audience }) { unfinished.append(audience) }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Goes on passing on, until the outbox is full. Whether something is left for now.
    func resume(at now: Instant) -> Bool {
        var isLeft = false
        for index in unfinished.indices where !isLeft {
            let audience = unfinished[index]
            isLeft = audience.resume(through: outbox, at: now)
            attend(to: audience, at: now)
        }
        unfinished.removeAll { $0.nextSending == nil }
        return catchUp(at: now) || isLeft
    }

    /// Asks for a keyframe if somebody in an audience wants one.
    func passOnWish(of audience: Audience, at now: Instant) {
        for wish in audience.takeKeyframeWishes() {
            tellHome(.keyframeWanted(layer: wish.layer, isUrgent: wish.isUrgent), audience.name, at: now)
        }
    }

    /// Tells what an audience wants, if that is something else than before.
    func passOnDemand(of audience: Audience, at now: Instant) {
        guard let layers = audience.takeDemand() else { return }
        tellHome(.layersWanted(layers), audience.name, at: now)
    }

    /// Looks again at what nobody wants of a stream; its audiences are told of that.
    func reviewDemand(of publication: Publication, at now: Instant) {
        if publication.reviewDemand(at: now) {
            tellAudiences(of: publication, .layersIdle(publication.idleLayers), at: now)
        }
        setTimer(of: publication)
    }

    // MARK: Who comes and goes

    /// The publication of a stream, made when it is the first that is heard of it.
    func publication(_ stream: String) -> Publication {
        if let known = streams[stream] { return known }
        let publication = Publication(stream, settings, numbers: numbers)
        streams[stream] = publication
        return publication
    }

    /// The audience of a stream, made for its first viewer.
    func audience(_ stream: String) -> Audience {
        if let known = audiences[stream] { return known }
        let audience = Audience(stream, settings)
        audiences[stream] = audience
        return audience
    }

    /// A viewer gets in each section the stream that is named for it, where it does not get that already.
    func feed(_ session: Session, at now: Instant, _ stream: (_ section: Int) -> String?) {
        for index in session.subscriptions.indices where session.subscriptions[index].audience == nil {
            guard let name = stream(session.subscriptions[index].section) else { continue }
            let audience = audience(name)
            let isFirst = audience.viewers.isEmpty
            audience.add(session, index)
            if isFirst {
                // It will say what it wants; until then nothing is begun anew for it.
                tellHome(.layersWanted(0), name, at: now)
                tellHome(.joined, name, at: now)
            }
            if session.peer.isConnected { audience.connected(session, index, at: now) }
        }
    }

    /// A viewer gets no section's stream any more that is not named for it again.
    func starve(_ session: Session, at now: Instant, but stream: (_ section: Int) -> String?) {
        for index in session.subscriptions.indices {
            let (section, kind) = (session.subscriptions[index].section, session.subscriptions[index].kind)
            guard let audience = session.subscriptions[index].audience, audience.name != stream(section)
            else { continue }
            audience.remove(session, index)
            session.subscriptions[index] = Subscription(section: section, kind: kind)
            if !session.subscriptions.contains(where: { $0.audience === audience }) {
                leave(audience, session, at: now)
            }
        }
    }

    /// A viewer gets nothing any more, since it is no more. What it got can still be told of.
    func starve(_ session: Session, at now: Instant) {
        for index in session.subscriptions.indices {
            session.subscriptions[index].audience?.remove(session, index)
        }
        for audience in session.audiences { leave(audience, session, at: now) }
    }

    /// A viewer gets nothing of a stream any more.
    private func leave(_ audience: Audience, _ session: Session, at now: Instant) {
        audience.remove(session)
        guard audience.viewers.isEmpty else { return }
        audiences[audience.name] = nil
        tellHome(.left, audience.name, at: now)
    }

    /// A publisher comes.
    func begin(_ publication: Publication, _ session: Session, at now: Instant) {
        publication.begin(session)
        announce(publication, at: now)
    }

    /// Tells who gets a stream what its publisher brings, as far as that is known.
    func announce(_ publication: Publication, at now: Instant) {
        guard let announcement = publication.announcement else { return }
        tellAudiences(of: publication, .publisherCame(announcement), at: now)
    }

    /// A publisher goes, unless another is there already. Viewers are kept for a while.
    func leave(_ publication: Publication, _ session: Session, at now: Instant) {
        guard publication.publisher === session else { return }
        leave(publication, at: now)
    }

    /// Whoever brings a stream does not any more.
    func leave(_ publication: Publication, at now: Instant) {
        publication.end(linger: settings.linger, at: now)
        tellAudiences(of: publication, .publisherWent, at: now)
        if let deadline = publication.nextDeadline { lingerings.schedule(publication.name, at: deadline) }
        forgetDeserted(publication.name)
    }

    /// No publisher came back in time.
    func letGo(_ stream: String, at now: Instant) {
        guard let publication = streams[stream], publication.nextDeadline.map({ $0 <= now }) == true else {
            return
        }
        tellAudiences(of: publication, .letGo, at: now)
    }

    /// Forgets a stream that nobody brings, gets or waits for, and an audience that came to nothing.
    func forgetDeserted(_ stream: String) {
        if audiences[stream]?.viewers.isEmpty == true { audiences[stream] = nil }
        if streams[stream]?.isDeserted == true { streams[stream] = nil }
    }

    // MARK: Parts

    private func tellHome(_ word: RelayMessage.Word, _ stream: String, at now: Instant) {
        tell(place.home(of: stream), word, stream, at: now)
    }

    private func tellAudiences(of publication: Publication, _ word: RelayMessage.Word, at now: Instant) {
        for shard in publication.audiences { tell(shard, word, publication.name, at: now) }
    }

    private func tell(_ shard: Int, _ word: RelayMessage.Word, _ stream: String, at now: Instant) {
        let message = RelayMessage(stream: stream, word: word)
        if shard == place.number {
            handle(message, from: shard, at: now)
        } else {
            relay.add(message, to: shard)
        }
    }
}
