import Bytes
import ICE
import RTP
import SFU
import SRTP
import Simulation
import Timing
import WebRTC

@testable import SDP

/// A viewer of several streams over one connection, whose offers and answers are function calls.
final class SharedViewer {
    let host: PeerHost
    /// What was agreed on last.
    private var answer: Answerer.Answer
    /// What each section gets.
    private var feeds: [String: String]
    private let call: Broadcast
    private let offer: Offer
    private let answerer: Answerer
    private let remote: NegotiatedSession

    /// A viewer that begins with these streams, by the names of sections: those of audio are even, those of video odd.
    init(
        _ feeds: [String: String], in call: Broadcast, on shard: ExchangeHost,
        at place: SocketAddress = Place.guest(9)
    ) throws {
        guard let identities = Broadcast.identities else { throw Broadcast.Unprepared() }
        let ours = Credentials(using: &call.generator), theirs = Credentials(using: &call.generator)
        var offerer = Offerer(
            .play, transport: Broadcast.transport(ours, identities.client, isLite: false))
        offerer.video = [.vp8]
        offer = offerer.offer(using: &call.generator)
        var answerer = Answerer(
            .play, transport: Broadcast.transport(theirs, identities.server, isLite: true))
        // Who is at the other end is the same whatever is in the sections.
        remote = try offer.accept(
            answerer.answer(offer.description, using: &call.generator).description)
        answerer.sectionsPerKind = 8
        answerer.wanted = Set(feeds.keys)
        self.answerer = answerer
        self.call = call
        self.feeds = feeds
        answer = try answerer.answer(Self.widened(offer, to: feeds), using: &call.generator)
        let key = try shard.exchange.play(
            Peer.Setup(
                agent: LiteAgent(theirs, remoteUfrag: ours.ufrag, at: call.now), session: answer.session,
                identity: identities.server, engine: .best(), clock: Broadcast.clock),
            feeds: Self.places(feeds, answer), at: call.now, using: &call.generator)
        var agent = FullAgent(.controlling, ours, using: &call.generator)
        agent.addLocal(place)
        agent.addRemote(shard.place, priority: Place.good)
        agent.connect(to: theirs, isLite: true, at: call.now)
        let outbox = Outbox()
        let peer = try Peer(
            Peer.Setup(
                agent: agent, session: Self.mirrored(answer, remote), identity: identities.client,
                engine: .best(), clock: call.clientClock),
            outbox: outbox, at: call.now, using: &call.generator)
        host = PeerHost(peer, key, on: shard, at: place, outbox: outbox)
        call.time.add(host, at: [place])
    }

    /// Offers to get these streams from now on, and no others.
    func offer(_ next: [String: String]) throws {
        var answerer = answerer
        answerer.wanted = Set(next.keys)
        answerer.continuing = answer
        answerer.kept = Set(next.filter { feeds[$0.key] == $0.value }.keys)
        answer = try answerer.answer(
            Self.widened(offer, to: next, atLeast: answer.session.media.count), using: &call.generator)
        settle(next)
    }

    /// The server ends what these sections get.
    func end(_ mids: Set<String>) {
        answer = answer.ending(mids, over: answerer.transport)
        settle(feeds.filter { !mids.contains($0.key) })
    }

    private func settle(_ next: [String: String]) {
        feeds = next
        host.server.exchange.renegotiate(
            host.key, to: answer.session, feeds: Self.places(next, answer), at: call.now,
            using: &call.generator)
        host.renegotiate(Self.mirrored(answer, remote), using: &call.generator)
    }

    /// What it got in a section.
    func played(_ mid: String, from start: Instant = .zero) -> [PlayedPacket] {
        let section = host.peer.session.media.firstIndex { $0.mid == mid }
        return host.played.filter { $0.section == section && $0.arrived >= start }
    }

    // MARK: Descriptions

    /// The offer with as many sections as are named, its own two repeated.
    private static func widened(
        _ offer: Offer, to feeds: [String: String], atLeast count: Int = 0
    ) -> SessionDescription {
        var wide = offer.description
        let last = feeds.keys.compactMap { Int($0) }.max() ?? 1
        let pairs = max((last + 2) / 2, count / 2)
        let mids = (0..<2 * pairs).map(String.init)
        wide.lines = wide.lines.mapped {
            $0.name == Group.name ? Line(attribute: Group.name, "BUNDLE " + mids.joined(separator: " ")) : $0
        }
        wide.media = mids.enumerated().map { index, mid in
            var section = offer.description.media[index % 2]
            section.lines = section.lines.mapped {
                $0.name == MediaIdentification.name ? Line(attribute: MediaIdentification.name, mid) : $0
            }
            return section
        }
        return wide
    }

    private static func places(_ feeds: [String: String], _ answer: Answerer.Answer) -> [Int: String] {
        Dictionary(
            uniqueKeysWithValues: answer.session.media.enumerated().compactMap { place, media in
                media.mid.flatMap { feeds[$0] }.map { (place, $0) }
            })
    }

    /// What was agreed on, seen from the viewer.
    private static func mirrored(
        _ answer: Answerer.Answer, _ remote: NegotiatedSession
    ) -> NegotiatedSession {
        var session = remote
        session.media = answer.session.media.map { media in
            var mirrored = media
            mirrored.direction = media.direction.sends ? .recvonly : .inactive
            mirrored.remoteSources = media.localSources.map {
                RemoteSource(ssrc: $0.ssrc, retransmission: $0.retransmission, cname: $0.cname)
            }
            mirrored.localSources = []
            return mirrored
        }
        return session
    }
}
