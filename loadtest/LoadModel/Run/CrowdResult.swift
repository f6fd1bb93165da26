internal import SDP
internal import Timing
internal import WebRTC

/// What came of one loop's peers, or of all.
struct CrowdResult: Sendable {
    /// What reports are made of.
    private(set) var figures = RunFigures()
    /// How many viewers were there in the end.
    private(set) var present = 0
    /// How many viewers lacked a packet in the end.
    private(set) var viewersMissing = 0
    /// How many viewers opened their packets twice, and what libsrtp2 made of them.
    private(set) var witnesses = 0, agreed: UInt64 = 0, differed: UInt64 = 0, foreign: UInt64 = 0
    /// How many packets came again that were lost.
    private(set) var recovered: UInt64 = 0
    /// How many packets publishers sent, how many again, and how many keyframes they were asked for.
    private(set) var packetsSent: UInt64 = 0, packetsResent: UInt64 = 0, keyframesWanted: UInt64 = 0
    /// How many publishers were there in the end.
    private(set) var publishersPresent = 0

    /// Less than this share may be missing for a viewer to be healthy.
    private static let healthyShare = 0.001

    /// Nobody.
    init() {}

    /// How a group of a crowd fared until now, or until its members left as they were told to.
    init(_ crowd: Crowd, group: Int, at now: Instant) {
        for case let member? in crowd.members where member.group == group {
            let now = member.milestones.left ?? now
            if case .failed(let reason) = member.state { figures.noteFailure(reason) }
            switch member.purpose {
            case .play: addViewer(member, at: now)
            case .publish: addPublisher(member)
            }
        }
    }

    /// Adds what came of others.
    mutating func merge(_ other: CrowdResult) {
        figures.merge(other.figures)
        present += other.present
        viewersMissing += other.viewersMissing
        witnesses += other.witnesses
        agreed += other.agreed
        differed += other.differed
        foreign += other.foreign
        recovered += other.recovered
        packetsSent += other.packetsSent
        packetsResent += other.packetsResent
        keyframesWanted += other.keyframesWanted
        publishersPresent += other.publishersPresent
    }

    /// Adds how a player of HLS fared that came at an instant.
    mutating func add(_ player: HLSPlayer, since asked: Instant, isThere: Bool, at now: Instant) {
        figures[.started] += 1
        figures[.bytesReceived] += player.byteCount
        figures[.layerChanges] += player.changes
        if let failure = player.failure { figures.noteFailure(failure) }
        guard let began = player.buffer.began else {
            figures[.failed] += 1
            return
        }
        figures[.answered] += 1
        figures[.joined] += 1
        figures.record(asked.duration(to: began), as: .startup)
        if isThere { present += 1 }
        figures[.framesDecodable] += player.meters.first?.decodable ?? 0
        figures[.framesUndecodable] += player.meters.first?.undecodable ?? 0
        if player.meters.contains(where: { $0.faults > 0 }) { figures[.viewersMistimed] += 1 }
        let stalls = player.buffer.allStalls(at: now)
        figures[.stalls] += stalls.count
        for stall in stalls { figures.record(stall, as: .stall) }
        if player.failure != nil { figures[.failed] += 1 } else if stalls.isEmpty { figures[.healthy] += 1 }
        let seconds = began.duration(to: now).seconds
        if seconds > 1 { figures.record(Int64(Double(player.byteCount) * 8 / 1000 / seconds), as: .bitrate) }
    }

    /// Adds what was measured of the run as a whole.
    mutating func complete(_ change: (inout RunFigures) -> Void) {
        change(&figures)
    }

    // MARK: Parts

    private mutating func addPublisher(_ member: Member) {
        figures[.publishersStarted] += 1
        if member.milestones.connected != nil { figures[.publishersConnected] += 1 }
        if member.state == .live { publishersPresent += 1 }
        packetsSent += member.peer?.traffic.packetsSent ?? 0
        packetsResent += member.peer?.packetsResent ?? 0
        keyframesWanted += member.publishing?.keyframesWanted ?? 0
    }

    private mutating func addViewer(_ member: Member, at now: Instant) {
        figures[.started] += 1
        addTimes(of: member.milestones)
        if member.state == .live { present += 1 }
        if case .failed = member.state {
            figures[.failed] += 1
        } else if member.milestones.firstFrame == nil {
            figures[.failed] += 1
        }
        guard let peer = member.peer else { return }
        let missing = addPackets(of: peer, since: member.milestones.connected, at: now)
        let isFrozen = member.isWatching && member.viewing.map { addSight($0, at: now) } ?? false
        if let witness = member.witness { add(witness) }
        if member.milestones.firstFrame != nil, member.state == .live || member.state == .left, !isFrozen,
            missing < Self.healthyShare
        {
            figures[.healthy] += 1
        }
    }

    private mutating func addTimes(of milestones: Milestones) {
        let places: [(Distribution, KeyPath<Milestones, Instant?>)] = [
            (.answer, \.answered), (.ice, \.proven), (.dtls, \.connected), (.firstPacket, \.firstPacket),
            (.firstFrame, \.firstFrame),
        ]
        for (distribution, place) in places {
            if let time = milestones.time(place) { figures.record(time, as: distribution) }
        }
        if milestones.answered != nil { figures[.answered] += 1 }
        if milestones.firstFrame != nil { figures[.joined] += 1 }
    }

    /// Adds what a viewer was sent; the share that was missing in the end.
    private mutating func addPackets(of peer: Peer, since connected: Instant?, at now: Instant) -> Double {
        let counts = peer.counts(.received)
        let expected = counts.packets + counts.lost
        let missing = counts.lost > counts.repeated ? counts.lost - counts.repeated : 0
        figures[.packetsExpected] += Int(clamping: expected)
        figures[.packetsLost] += Int(clamping: counts.lost)
        figures[.packetsMissing] += Int(clamping: missing)
        figures[.packetsForged] += Int(clamping: peer.traffic.unauthentic)
        figures[.bytesReceived] += Int(clamping: peer.traffic.bytesReceived)
        figures[.keyframesAsked] += Int(clamping: counts.keyframeRequests)
        recovered += counts.repeated
        if missing > 0 { viewersMissing += 1 }
        for stream in peer.numbers(at: now) where stream.direction == .received {
            figures.record(stream.jitter, as: .jitter)
        }
        if let seconds = connected.map({ $0.duration(to: now).seconds }), seconds > 1 {
            figures.record(Int64(Double(peer.traffic.bytesReceived) * 8 / 1000 / seconds), as: .bitrate)
        }
        return expected == 0 ? 0 : Double(missing) / Double(expected)
    }

    /// Adds what a viewer saw; whether its picture stood still.
    private mutating func addSight(_ viewing: Viewing, at now: Instant) -> Bool {
        let frames = viewing.counts
        figures[.framesDecodable] += Int(clamping: frames.decodable)
        figures[.framesUndecodable] += Int(clamping: frames.undecodable)
        figures[.framesIncomplete] += Int(clamping: frames.incomplete)
        figures.record(max(viewing.skew.worst, .zero - viewing.skew.worst), as: .skew)
        figures[.layerChanges] += viewing.layerChanges
        if viewing.isMistimed { figures[.viewersMistimed] += 1 }
        let frozen = viewing.freezes(until: now).filter { $0.count > 0 }
        for freezes in frozen {
            figures[.freezes] += freezes.count
            // The meter keeps the longest of a viewer, not each.
            figures.record(freezes.longest, as: .freeze)
        }
        if !frozen.isEmpty { figures[.viewersFrozen] += 1 }
        return !frozen.isEmpty
    }

    private mutating func add(_ witness: Witness) {
        witnesses += 1
        agreed += witness.agreed
        differed += witness.differed
        foreign += witness.foreign
        figures[.payloadsVerified] += Int(clamping: witness.agreed + witness.differed)
        figures[.payloadsWrong] += Int(clamping: witness.differed + witness.foreign)
    }
}
