internal import Bytes
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// What a viewer makes of all the packets it is sent.
final class Viewing {
    /// The tracks by section; `nil` until the first packet of one.
    private(set) var tracks: [TrackWatch?]
    /// Which sections are video.
    private let videos: [Bool]
    /// The identifier of abs-capture-time; `nil` where that was not agreed on.
    private let captureID: UInt8?
    /// How far sound and picture are apart.
    private(set) var skew = SkewMeter()

    /// A viewer of what a peer agreed on.
    init(_ peer: Peer) {
        tracks = peer.session.media.map { _ in nil }
        videos = peer.session.media.map { $0.kind == .video }
        captureID = peer.remoteExtensions.id(of: .absoluteCaptureTime)
    }

    /// Takes a packet. `true` when with it something can be seen, or heard where there is no picture.
    func note(_ packet: ReceivedPacket, in plain: RawSpan, for peer: Peer, at now: Instant) -> Bool {
        let section = packet.section
        let type = packet.header.payloadType
        if tracks[section] == nil { tracks[section] = TrackWatch(type, of: peer.session.media[section]) }
        guard let track = tracks[section] else { return false }
        // What was agreed on is a dozen references: it is looked at when the format changes, not for each packet.
        if track.payloadType != type { track.change(to: type, of: peer.session.media[section]) }
        let hasFrame = track.note(view(packet, in: plain), at: now)
        if videos[section], !hasFrame, track.frames.needsKeyframe, packet.header.isMarked {
            peer.requestKeyframe(section: section, layer: packet.layer, at: now)
        }
        return hasFrame && (videos[section] || !videos.contains(true))
    }

    /// A packet as a tracker looks at it.
    @_lifetime(copy plain)
    private func view(_ packet: ReceivedPacket, in plain: RawSpan) -> PacketView {
        let payload = plain.extracting(packet.payload)
        guard let dependencies = packet.extensions.dependencyDescriptor(in: plain) else {
            return PacketView(
                place: packet.place, timestamp: packet.header.timestamp, isMarked: packet.header.isMarked,
                payload: payload)
        }
        return PacketView(
            place: packet.place, timestamp: packet.header.timestamp, isMarked: packet.header.isMarked,
            payload: payload, dependencies: dependencies)
    }

    /// When the media of a packet was captured, by its own word; where the server passes that on to nobody, by the mark
    /// that a tester's publisher leaves in each frame, which says the same.
    func captureTime(of packet: ReceivedPacket, in plain: RawSpan) -> WallClock? {
        guard let captureID else {
            return tracks[packet.section].flatMap {
                TimeMark.find(in: plain.extracting(packet.payload), $0.frames.codec)?.time
            }
        }
        guard let value = packet.header.extensions(in: plain).value(of: captureID) else { return nil }
        return AbsoluteCaptureTime(value)?.captured.wallClock
    }

    /// A packet of a section came so late.
    func noteLatency(_ latency: Duration, section: Int) {
        if videos[section] { skew.noteVideo(late: latency) } else { skew.noteAudio(late: latency) }
    }

    /// What became of the frames of pictures.
    var counts: FrameCounts {
        var counts = FrameCounts()
        for case let track? in tracks where track.frames.codec.isVideo { counts.merge(track.counts) }
        return counts
    }

    /// How often the layers of pictures changed.
    var layerChanges: Int { tracks.reduce(0) { $0 + ($1?.layerChanges ?? 0) } }

    /// When pictures stood still, as it stands now.
    func freezes(until now: Instant) -> [FreezeMeter] {
        tracks.compactMap { $0 }.filter { $0.frames.codec.isVideo }.map { $0.freezes(until: now) }
    }

    /// Whether timestamps did not tell the time.
    var isMistimed: Bool { tracks.contains { $0?.timeline.isWrong == true } }
}
