import Bytes
import ICE
import RTP
import SDP
import SFU
import SRTP
import Simulation
import Timing

@testable import WebRTC

/// A client on the emulated network: a publisher when it has tracks, and a viewer that writes down what it gets.
final class PeerHost: EmulatedHost {
    let peer: Peer
    /// Its session at the exchange.
    let key: SessionKey
    /// The shard that its session is on.
    let server: ExchangeHost
    /// Where it is.
    let place: SocketAddress
    /// What it sends.
    var tracks: [Track] = []
    /// What it got.
    private(set) var played: [PlayedPacket] = []
    /// What its peer told, and when.
    private(set) var events: [(event: PeerEvent, at: Instant)] = []
    /// Every datagram that it sent, when asked to remember them.
    private(set) var sent: [[UInt8]] = []
    var remembersSent = false
    /// Whether it says nothing any more: its process hangs.
    var isStuck = false

    private let outbox: Outbox
    private var slot = [UInt8](repeating: 0, count: 2048)
    private var waiting: [EmulatedDatagram<SocketAddress>] = []

    init(_ peer: Peer, _ key: SessionKey, on server: ExchangeHost, at place: SocketAddress, outbox: Outbox) {
        self.peer = peer
        self.key = key
        self.server = server
        self.place = place
        self.outbox = outbox
    }

    var nextDeadline: Instant? {
        if isStuck { return nil }
        let frame = peer.isConnected ? tracks.map(\.nextFrame).min() : nil
        return [peer.nextDeadline, frame].compactMap(\.self).min()
    }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        guard !isStuck, let kind = PacketClass(datagram.bytes.bytes) else { return }
        let path = Path(local: datagram.destination, remote: datagram.source)
        var slot = self.slot
        var room = slot.mutableBytes
        if let packet = peer.handle(datagram.bytes.bytes, as: kind, on: path, into: &room, at: now) {
            let shown = peer.captureInstant(
                section: packet.section, layer: packet.layer, of: packet.header.timestamp)
            let whole = slot.bytes.extracting(packet.range)
            if let packet = PlayedPacket(packet, whole, shown: shown, at: now) { played.append(packet) }
        }
        hear(at: now)
    }

    func handleTimeout(at now: Instant) {
        peer.handleTimeout(at: now)
        hear(at: now)
        guard peer.isConnected else { return }
        for index in tracks.indices {
            let streams = peer.outbound.streams.filter { $0.section == tracks[index].section }
            guard streams.count > 1 else {
                tracks[index].send(on: peer, at: now)
                continue
            }
            sendLayer(index, at: now)
        }
    }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        if isStuck { return nil }
        if waiting.isEmpty {
            outbox.drain { transmit, bytes in
                let bytes = [UInt8](bytes)
                if remembersSent { sent.append(bytes) }
                waiting.append(
                    EmulatedDatagram(bytes, from: transmit.path.local, to: transmit.path.remote))
            }
            waiting.reverse()
        }
        return waiting.popLast()
    }

    /// Sends a layer's frames: the stream that a section finds first is that of the layer meanwhile.
    private func sendLayer(_ index: Int, at now: Instant) {
        let places = peer.outbound.streams.indices.filter {
            peer.outbound.streams[$0].section == tracks[index].section
        }
        let (first, own) = (places[0], places[tracks[index].layer])
        peer.outbound.streams.swapAt(first, own)
        tracks[index].send(on: peer, at: now)
        peer.outbound.streams.swapAt(first, own)
    }

    private func hear(at now: Instant) {
        while let event = peer.pollEvent() {
            events.append((event, now))
            switch event {
            case .connected: for index in tracks.indices { tracks[index].begin(at: now) }
            case .keyframeWanted(let section):
                for index in tracks.indices where tracks[index].section == section {
                    tracks[index].wantsKeyframe = true
                }
            case .pathSelected, .ended: break
            }
        }
    }

    // MARK: What came of it

    /// Where its first section of a kind is.
    func section(_ kind: MediaKind) -> Int {
        peer.session.media.firstIndex { $0.kind == kind } ?? -1
    }

    /// What it got of a kind of media.
    func played(_ kind: MediaKind) -> [PlayedPacket] {
        let section = section(kind)
        return played.filter { $0.section == section }
    }

    /// When its peer told this for the first time.
    func instant(of event: PeerEvent) -> Instant? {
        events.first { $0.event == event }?.at
    }

    /// Why it is over.
    var end: PeerEnd? { peer.progress.end }

    /// How often it was asked for a keyframe, and when.
    var keyframeRequests: [Instant] {
        events.compactMap { event in
            if case .keyframeWanted = event.event { event.at } else { nil }
        }
    }

    // MARK: Commands

    /// Sends so many more layers of its video, under the SSRCs behind that of the first.
    func addLayers(_ count: Int, using random: inout some RandomNumberGenerator) {
        let section = section(.video)
        for layer in 1...count {
            var media = peer.session.media[section]
            media.localSources[0].ssrc += UInt32(layer)
            media.localSources[0].retransmission? += UInt32(layer)
            let stream = OutboundStream(
                media, section: section, of: peer.outbound.viewer, in: outbox, using: &random)
            if let stream { peer.outbound.streams.append(stream) }
            var track = Track(media, section: section, using: &random)
            track.layer = layer
            tracks.append(track)
        }
    }

    /// Its encoders start again, each under another SSRC.
    func changeSources(using random: inout some RandomNumberGenerator) {
        for index in peer.outbound.streams.indices {
            let section = peer.outbound.streams[index].section
            var media = peer.session.media[section]
            media.localSources[0].ssrc = UInt32(truncatingIfNeeded: random.next())
            media.localSources[0].retransmission = UInt32(truncatingIfNeeded: random.next())
            let stream = OutboundStream(
                media, section: section, of: peer.outbound.viewer, in: outbox, using: &random)
            guard let stream else { continue }
            outbox.table.removeTrack(peer.outbound.streams[index].track.row)
            peer.outbound.streams[index] = stream
        }
    }

    /// The number of the last packet that it sent in a section.
    func newest(in section: Int) -> Int64? {
        peer.outbound.index(section: section).flatMap {
            outbox.table.tracks[peer.outbound.streams[$0].track.row].stream.newest?.value
        }
    }

    /// Seals an RTP packet of anybody's making under an index, as whoever has the keys can.
    func seal(_ packet: [UInt8], index: Int64) -> [UInt8]? {
        guard let header = RTPHeader(packet.bytes)?.byteCount, header <= packet.count else { return nil }
        var slot = Array(packet[..<header]) + [UInt8](repeating: 0, count: packet.count + 64)
        var room = slot.mutableBytes
        let count = peer.sealer?.seal(
            packet.bytes.extracting(header..<packet.count), behind: header, in: &room,
            rollover: UInt32(truncatingIfNeeded: index >> 16))
        return count.flatMap { $0 }.map { Array(slot[..<$0]) }
    }

    /// Seals an RTCP packet of anybody's making.
    func sealRTCP(_ packet: [UInt8]) -> [UInt8]? {
        var slot = [UInt8](repeating: 0, count: packet.count + 64)
        var room = slot.mutableBytes
        let count = peer.sealer?.sealRTCP(packet.bytes, into: &room)
        return count.flatMap { $0 }.map { Array(slot[..<$0]) }
    }

    /// Takes what was agreed on anew: sections are more, or their sources are others.
    func renegotiate(_ agreed: NegotiatedSession, using random: inout some RandomNumberGenerator) {
        peer.renegotiate(agreed, using: &random)
        peer.inbound.table = SourceTable(agreed.media)
    }

    /// Restarts ICE as a client whose PATCH was answered.
    func restart(with ours: Credentials, to theirs: Credentials, at server: SocketAddress, at now: Instant) {
        guard var agent = peer.agent as? FullAgent else { return }
        agent.restart(with: ours)
        agent.addRemote(server, priority: CandidatePriority.priority(of: .host))
        agent.connect(to: theirs, isLite: true, at: now)
        peer.agent = agent
    }
}
