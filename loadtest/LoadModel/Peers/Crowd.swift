internal import Bytes
internal import ICE
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// All peers of one loop, without a network and without HTTP: who is told of offers, answers and datagrams, and leaves
/// what it wants to send in one outbox.
///
/// A member is found by its number: on loopback that is in the address that it was sent to. What a packet costs here is
/// what the tester costs, so nothing is looked up by hash and nothing is allocated for one.
///
/// Invariant: one mutation, then `pollEvent()` until `nil` and `outbox` drained, then the next mutation.
final class Crowd {
    /// What all peers want to send.
    let outbox = Outbox()
    /// What all are made with.
    let kit: PeerKit
    /// What its members come for, in groups.
    let groups: [CrowdGroup]
    /// How publishers and viewers behave.
    private let manners: Manners
    /// The members, by number.
    private(set) var members: [Member?] = []
    /// When which member wants to be looked at.
    private var deadlines = DeadlineQueue<Int>()
    /// The member that the last datagrams were for, which still has to be heard.
    private var touched: Member?
    /// Where packets are opened.
    private var slot = [UInt8](repeating: 0, count: 2048)
    /// What `pollEvent` has yet to say.
    private var events: [CrowdEvent] = []
    /// How the members fare.
    private(set) var standing = CrowdStanding()
    /// How old what arrived was, up to when `standing` was taken last.
    private(set) var latency = Histogram()
    /// Where secrets and first numbers come from.
    private var random: CrowdRandom

    /// A crowd that nobody has come to.
    init(_ kit: PeerKit, groups: [CrowdGroup], manners: Manners, random: CrowdRandom) {
        self.kit = kit
        self.groups = groups
        self.manners = manners
        self.random = random
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` wants to be called.
    var nextDeadline: Instant? { deadlines.next }

    // MARK: What arrives

    /// Takes a datagram for a member. Its peer is heard when a datagram for another comes, or at `settle(at:)`.
    func handle(_ datagram: Arrival, for number: Int, on path: Path, at now: Instant) {
        guard members.indices.contains(number), let member = members[number] else { return }
        if touched !== member {
            settle(at: now)
            touched = member
        }
        if let weather = member.weather {
            weather.receive(datagram.bytes, on: path, at: now)
        } else {
            open(datagram, of: member, on: path, at: now)
        }
    }

    /// Lets a member have a datagram.
    private func open(_ arrival: Arrival, of member: Member, on path: Path, at now: Instant) {
        let datagram = arrival.bytes
        guard let peer = member.peer, let kind = PacketClass(datagram) else { return }
        // Moved out and back, so that it can be borrowed while the member is told of what is in it.
        var slot = self.slot
        self.slot = []
        defer { self.slot = slot }
        // A bad network may bring a datagram that is none of this size.
        guard datagram.byteCount <= slot.count else { return }
        var room = slot.mutableBytes
        let packet = peer.handle(datagram, as: kind, on: path, into: &room, at: now)
        if let packet {
            let plain = slot.bytes.extracting(packet.range)
            take(packet, in: plain, of: member, peer, arrivedAt: arrival.instant ?? now, at: now)
            if let witness = member.witness { show(datagram, plain.extracting(packet.payload), to: witness) }
            if member.feed != nil { feed(packet, in: plain, of: member, peer, at: now) }
        } else if kind == .rtp {
            member.witness?.compare(datagram, with: nil)
        }
    }

    /// Hears the member that the last datagrams were for.
    func settle(at now: Instant) {
        guard let member = touched else { return }
        touched = nil
        // Who only opens packets is heard when it has something to report, which is soon.
        if !member.isWatching, let timer = member.timer, timer <= now.advanced(by: kit.feedbackInterval) {
            return
        }
        hear(member, at: now)
    }

    /// Time has passed.
    func handleTimeout(at now: Instant) {
        while let number = deadlines.pop(dueAt: now) {
            guard let member = members[number], let timer = member.timer, timer <= now else { continue }
            member.timer = nil
            while let parcel = member.weather?.nextReceived(at: now) {
                open(Arrival(parcel.bytes.bytes), of: member, on: parcel.path, at: now)
            }
            member.peer?.handleTimeout(at: now)
            hear(member, at: now)
        }
    }

    // MARK: Commands

    /// A member comes, and makes an offer, for its group's purpose unless that has several. `home` is where its datagrams leave
    /// from if the server is on this machine.
    func begin(
        _ number: Int, of group: Int, for purpose: SessionPurpose? = nil, home: SocketAddress?,
        at now: Instant
    ) {
        while members.count <= number { members.append(nil) }
        let (purpose, programme) = (purpose ?? groups[group].purpose, groups[group].programme)
        standing.begin(purpose)
        let invitation = Invitation(
            purpose, codecs: purpose == .publish ? programme.codecs : nil, home: home, with: kit,
            using: &random)
        let isBad = groups[group].up != nil || groups[group].down != nil
        let weather =
            isBad ? Weather(up: groups[group].up, down: groups[group].down, seed: random.next()) : nil
        members[number] = Member(number, of: group, purpose, invitation, weather: weather, at: now)
        events.append(.offer(member: number, text: invitation.text))
    }

    /// What a member's answer agreed on; `nil`, and the member failed, when it makes no sense.
    func session(of number: Int, answered text: String, at now: Instant) -> NegotiatedSession? {
        guard let member = member(number), let invitation = member.invitation else { return nil }
        member.milestones.answered = now
        do {
            return try invitation.session(answered: text)
        } catch {
            fail(number, "the answer makes no sense: \(error)", at: now)
            return nil
        }
    }

    /// Lets a member go and meet the server. `home` is where its datagrams leave from.
    func connect(_ number: Int, by session: NegotiatedSession, from home: SocketAddress, at now: Instant) {
        guard let member = member(number), let invitation = member.invitation else { return }
        member.invitation = nil
        let isWatched = member.purpose == .play && manners.verifies(number)
        do {
            member.peer = try invitation.peer(
                of: session, at: home, keepsKeys: isWatched, with: kit, outbox: outbox, at: now,
                using: &random)
            member.state = .connecting
            if member.purpose == .play { member.viewing = member.peer.map { Viewing($0) } }
            hear(member, at: now)
        } catch {
            fail(number, "no DTLS: \(error)", at: now)
        }
    }

    /// A member came to nothing.
    func fail(_ number: Int, _ reason: String, at now: Instant) {
        guard let member = member(number) else { return }
        end(member, .failed(reason), at: now)
    }

    /// A member leaves.
    func close(_ number: Int, at now: Instant) {
        guard let member = member(number) else { return }
        end(member, .left, at: now)
    }

    /// A member's decoder did not take what was said to it.
    func noteUndecoded(_ number: Int) {
        member(number)?.feed?.skip()
    }

    /// What to do next; drain it to `nil` after each mutation.
    func pollEvent() -> CrowdEvent? {
        events.isEmpty ? nil : events.removeFirst()
    }

    /// How the members fare; what was measured since this was asked last is measured anew.
    func takeStanding() -> CrowdStanding {
        latency.merge(standing.latency)
        defer { standing.latency = Histogram() }
        return standing
    }

    // MARK: Parts

    /// A member that is not over.
    private func member(_ number: Int) -> Member? {
        guard members.indices.contains(number), let member = members[number], !member.state.isOver else {
            return nil
        }
        return member
    }

    /// Takes a packet of media that a viewer was sent.
    private func take(
        _ packet: ReceivedPacket, in plain: RawSpan, of member: Member, _ peer: Peer,
        arrivedAt arrival: Instant, at now: Instant
    ) {
        standing.packets += 1
        guard let viewing = member.viewing else { return }
        if member.milestones.firstPacket == nil { member.milestones.firstPacket = arrival }
        if member.isWatching, viewing.note(packet, in: plain, for: peer, at: now),
            member.milestones.firstFrame == nil
        {
            member.milestones.firstFrame = arrival
            standing.joined += 1
            member.isWatching = manners.watches(member.number)
        }
        guard let captured = viewing.captureTime(of: packet, in: plain) else { return }
        let age = Duration.nanoseconds(kit.clock.wallClock(at: arrival).nanoseconds &- captured.nanoseconds)
        standing.latency.record(age)
        viewing.noteLatency(age, section: packet.section)
    }

    /// Lets another library open a packet, and asks whether it is one of ours.
    private func show(_ datagram: RawSpan, _ payload: RawSpan, to witness: Witness) {
        witness.compare(datagram, with: payload)
        if manners.knowsPayloads, !groups.contains(where: { $0.programme.contains(payload) }) {
            witness.noteForeign()
        }
    }

    /// Lets a decoder have what became whole with a packet.
    private func feed(
        _ packet: ReceivedPacket, in plain: RawSpan, of member: Member, _ peer: Peer, at now: Instant
    ) {
        member.feed?.handle(packet, in: plain, of: peer.session, at: now)
        while let message = member.feed?.pollMessage() {
            events.append(.decode(member: member.number, message))
        }
    }

    /// Hears what a member's peer has to say, lets it publish, and sets its timer.
    private func hear(_ member: Member, at now: Instant) {
        guard let peer = member.peer else { return }
        while let event = peer.pollEvent() {
            switch event {
            case .pathSelected: member.milestones.proven = member.milestones.proven ?? now
            case .connected: begin(member, peer, at: now)
            case .keyframeWanted(let section): member.publishing?.requestKeyframe(section: section)
            case .ended(.closedByPeer):
                return end(member, .failed("the server ended the session"), at: now)
            case .ended(let reason): return end(member, .failed("\(reason)"), at: now)
            }
        }
        member.publishing?.send(to: peer, at: now)
        member.weather?.send(by: outbox, at: now)
        setTimer(of: member, peer)
    }

    /// A member has its keys.
    private func begin(_ member: Member, _ peer: Peer, at now: Instant) {
        member.state = .live
        standing.connect(member.purpose)
        member.milestones.connected = now
        if let keys = peer.keys {
            member.witness = Witness(
                keys.profile, material: keys.material, sealedByServer: peer.session.role == .active)
        }
        if member.purpose == .play, manners.decodes, manners.verifies(member.number) {
            member.feed = PictureFeed()
        }
        guard member.purpose == .publish else { return }
        member.publishing = Publishing(
            groups[member.group].programme, to: peer, clock: kit.clock,
            manners: manners,
            number: UInt32(truncatingIfNeeded: member.number), at: now)
    }

    private func end(_ member: Member, _ state: MemberState, at now: Instant) {
        member.peer?.close(at: now)
        while member.peer?.pollEvent() != nil {}
        standing.end(member.purpose, wasLive: member.state == .live, hasFailed: state != .left)
        member.weather?.send(by: outbox, at: now)
        member.state = state
        member.milestones.left = now
        member.timer = nil
        member.invitation = nil
        events.append(.left(member: member.number))
    }

    /// Has a timer for the member no later than it wants. One that is too early costs a look.
    private func setTimer(of member: Member, _ peer: Peer) {
        var next = peer.nextDeadline
        for other in [member.publishing?.nextDeadline, member.weather?.nextDeadline] {
            if let other { next = min(next ?? other, other) }
        }
        guard let wanted = next, member.timer.map({ wanted < $0 }) ?? true
        else { return }
        member.timer = wanted
        deadlines.schedule(member.number, at: wanted)
    }
}
