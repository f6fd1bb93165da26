internal import Bytes
internal import RTP
public import SDP
public import Timing
internal import WebRTC

/// One stream: who brings it, who gets it, and the passing on.
///
/// Viewers outlive publishers: one that returns, or takes over, feeds the same viewers, and they notice a pause at
/// most. Viewers may also come first.
public final class Router {
    /// The stream's name.
    public let name: String
    /// Who brings it; `nil` while nobody does.
    public private(set) var publisher: Session?
    /// Who gets it, in order of coming.
    public private(set) var viewers: [Session] = []
    /// When viewers are let go since no publisher came back; `nil` while there is one, or never was.
    public private(set) var nextDeadline: Instant?
    /// What the publisher sends.
    private var layers: [Layer] = []
    /// The layer of each kind that viewers get.
    private var forwarded: [MediaKind: Int] = [:]
    /// When it was last considered which layer that is.
    private var lastChoice = Instant.zero
    /// Viewers whose streams began with another source, or again.
    private var refed: [Session] = []
    /// Packets that wait to be passed on, and their bytes one behind the other.
    private var pending: [PendingPacket] = []
    private var batch: [UInt8] = []
    /// The number of the next source.
    private var nextSource: UInt32 = 1

    /// How often it is considered whether another simulcast layer is the best.
    private static let choiceInterval = Duration.seconds(1)

    init(_ name: String) {
        self.name = name
    }

    // MARK: Getters

    /// Whether nobody brings, gets or waits for it.
    var isDeserted: Bool { publisher == nil && viewers.isEmpty }

    /// What the publisher sends: each kind once, with its codec as SDP names it and how many layers it comes in.
    public var tracks: [(kind: MediaKind, codec: String, layers: Int)] {
        guard let media = publisher?.peer.session.media else { return [] }
        return media.enumerated().compactMap { index, each in
            let sent = layers.filter { $0.section == index }
            guard let codec = sent.lazy.compactMap(\.codec).first,
                let format = each.formats.first(where: { $0.format.codec.isLike(codec) })
            else { return nil }
            return (each.kind, format.format.name, sent.count)
        }
    }

    // MARK: Who comes and goes

    /// A publisher begins. What it sends is new to everyone.
    func begin(_ session: Session) {
        publisher = session
        nextDeadline = nil
        layers = []
        forwarded = [:]
        // They are of layers that are no more.
        pending = []
        batch = []
    }

    /// A viewer comes.
    func add(_ session: Session) {
        viewers.append(session)
    }

    /// Somebody goes. Viewers without a publisher are kept for a while.
    func remove(_ session: Session, linger: Duration, at now: Instant) {
        if publisher === session {
            publisher = nil
            nextDeadline = viewers.isEmpty ? nil : now.advanced(by: linger)
        } else {
            viewers.removeAll { $0 === session }
            if viewers.isEmpty { nextDeadline = nil }
        }
    }

    /// Media may flow to or from a session. A viewer needs a keyframe to begin with.
    func connected(_ session: Session, at now: Instant) {
        guard session !== publisher else { return }
        requestKeyframe(at: now)
    }

    /// The viewers whose reports are due sooner than they said, since what feeds them is another.
    func takeRefed() -> [Session] {
        defer { refed = [] }
        return refed
    }

    /// A viewer cannot decode. It goes on getting what there is until the keyframe comes.
    func requestKeyframe(for viewer: Session, section: Int, at now: Instant) {
        guard viewer.subscriptions.contains(where: { $0.section == section && $0.kind == .video }) else {
            return
        }
        requestKeyframe(at: now)
    }

    /// Asks for a keyframe of the layer that viewers get.
    private func requestKeyframe(at now: Instant) {
        guard let index = forwarded[.video], let publisher else { return }
        publisher.peer.requestKeyframe(section: layers[index].section, layer: layers[index].layer, at: now)
    }

    // MARK: Passing on

    /// Whether packets wait to be passed on.
    var hasPending: Bool { !pending.isEmpty }

    /// Takes a packet of the publisher's. It is passed on with the others of its batch.
    func handle(_ packet: ReceivedPacket, in bytes: RawSpan, from session: Session, at now: Instant) {
        guard session === publisher else { return }
        // What waits is of the layers as they are now.
        if changesLayer(packet) { flush(at: now) }
        let index = layer(of: packet, in: session)
        guard layers[index].takes(packet.header.payloadType, of: session.peer.session) else { return }
        layers[index].rate.add(bytes.byteCount, at: now)
        let kept = layers[index].source.keep(bytes, at: now)
        choose(index, packet, at: now)
        guard forwarded[layers[index].kind] == index else { return }
        pending.append(
            PendingPacket(
                received: packet, start: batch.count, layer: index, kept: kept,
                captured: session.peer.captureInstant(
                    section: packet.section, layer: packet.layer, of: packet.header.timestamp)))
        batch.append(bytes)
    }

    /// Whether a packet makes its layer another: its numbers begin anew, or its codec is not the last one's.
    private func changesLayer(_ packet: ReceivedPacket) -> Bool {
        guard let known = layers.first(where: { $0.section == packet.section && $0.layer == packet.layer })
        else { return false }
        return packet.isRestart || known.type != packet.header.payloadType
    }

    /// Passes on what waits: each viewer gets all packets of the batch behind each other, so that they leave in one
    /// run, and the viewer's state is looked at once (PERFORMANCE.md, rule 5).
    func flush(at now: Instant) {
        guard hasPending else { return }
        // Moved out and back, so that the bytes can be borrowed; swapped, and walked by index, since emptying an array
        // that somebody else still holds would make another one.
        var bytes: [UInt8] = []
        swap(&bytes, &batch)
        for viewer in viewers where viewer.peer.isConnected {
            for index in pending.indices { pass(pending[index], in: bytes.bytes, to: viewer, at: now) }
        }
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &batch)
        pending.removeAll(keepingCapacity: true)
    }

    /// Passes a packet on to one viewer, once it can begin.
    private func pass(_ packet: PendingPacket, in bytes: RawSpan, to viewer: Session, at now: Instant) {
        let source = layers[packet.layer].source
        for index in viewer.subscriptions.indices
        where viewer.subscriptions[index].kind == layers[packet.layer].kind {
            let section = viewer.subscriptions[index].section
            viewer.subscriptions[index].decide(source.id, packet.received.header.payloadType) {
                layers[packet.layer].codec.flatMap { viewer.peer.payloadChoice(for: $0, in: section) }
            }
            guard let choice = viewer.subscriptions[index].choice else { continue }
            let begins = viewer.subscriptions[index].awaitsStart
            guard packet.received.canBegin || !begins else {
                requestKeyframe(at: now)
                continue
            }
            if begins { refed.append(viewer) }
            viewer.subscriptions[index].awaitsStart = false
            let forwarded = ForwardedPacket(
                packet.received, in: bytes.extracting(packet.range), index: packet.kept,
                captured: packet.captured)
            viewer.peer.forward(forwarded, of: source, in: section, as: choice, begins: begins, at: now)
        }
    }

    /// The layer that a packet belongs to, made with its first packet. Numbers that began anew make it a new source.
    private func layer(of packet: ReceivedPacket, in session: Session) -> Int {
        let known = layers.firstIndex { $0.section == packet.section && $0.layer == packet.layer }
        if let known, !packet.isRestart { return known }
        let kind = session.peer.session.media[packet.section].kind
        let source = MediaSource(
            id: nextSource, extensions: session.peer.remoteExtensions, isVideo: kind == .video)
        nextSource += 1
        let layer = Layer(section: packet.section, layer: packet.layer, kind: kind, source: source)
        guard let known else {
            layers.append(layer)
            return layers.count - 1
        }
        layers[known] = layer
        return known
    }

    /// Chooses which layer of a kind viewers get: the one with the highest rate, which has the best picture. Another
    /// one is taken up at a keyframe only, which is asked for.
    private func choose(_ index: Int, _ packet: ReceivedPacket, at now: Instant) {
        let kind = layers[index].kind
        guard let present = forwarded[kind] else {
            forwarded[kind] = index
            return
        }
        guard kind == .video, index != present else { return }
        let isBetter =
            layers[index].rate.bitsPerSecond(at: now) > layers[present].rate.bitsPerSecond(at: now) * 5 / 4
        guard isBetter else { return }
        if packet.canBegin {
            forwarded[kind] = index
        } else if lastChoice.duration(to: now) > Self.choiceInterval {
            lastChoice = now
            publisher?.peer.requestKeyframe(section: packet.section, layer: packet.layer, at: now)
        }
    }
}
