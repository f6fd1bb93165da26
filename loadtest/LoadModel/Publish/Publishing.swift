internal import Bytes
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// A publisher at work: plays a programme over and over, and sends its packets at a pace.
///
/// A frame's packets leave at two and a half times the mean rate, as libwebrtc's pacer has it, so that a server meets
/// frames spread out as those of a browser are.
struct Publishing {
    /// One track under way.
    private struct Lane {
        let track: Track
        let source: MediaSource
        let section: Int
        let codec: MediaFormat.Codec
        let choice: PayloadChoice
        /// Where in the track it is.
        var position = TrackPosition()
        /// The place of the last packet.
        var place: Int64 = 0
        /// When the next packet may leave.
        var pace: Instant
        /// What is left of the frame that is being sent.
        var rest: ArraySlice<[UInt8]> = []
        /// When that was captured.
        var captured: Instant
    }

    /// The tracks that were agreed on.
    private var lanes: [Lane] = []
    /// When it began.
    private let start: Instant
    /// Our wall clock.
    private let clock: ReportClock
    /// How it behaves.
    private let manners: Manners
    /// How many keyframes were asked for.
    private(set) var keyframesWanted: UInt64 = 0
    /// How many frames were sent.
    private(set) var frames: UInt64 = 0

    /// The identifier of abs-capture-time in packets before they are forwarded: our own affair.
    private static let captureID: UInt8 = 1

    /// Begins to publish a programme to a peer that is connected.
    init(
        _ programme: Programme, to peer: Peer, clock: ReportClock, manners: Manners, number: UInt32,
        at now: Instant
    ) {
        start = now
        self.clock = clock
        self.manners = manners
        var extensions = ExtensionMap()
        _ = extensions.add(.absoluteCaptureTime, id: Self.captureID)
        for track in programme.tracks {
            guard let section = peer.session.media.firstIndex(where: { $0.kind == track.kind }),
                let codec = peer.session.media[section].formats.first?.format.codec,
                let choice = peer.payloadChoice(for: codec, in: section)
            else { continue }
            let source = MediaSource(
                id: number &* 2 &+ UInt32(lanes.count), extensions: extensions, isVideo: track.kind == .video)
            lanes.append(
                Lane(
                    track: track, source: source, section: section, codec: codec, choice: choice, pace: now,
                    captured: now))
        }
    }

    /// When `send` has something to do.
    var nextDeadline: Instant? {
        lanes.map { $0.rest.isEmpty ? start.advanced(by: $0.position.time(in: $0.track)) : $0.pace }.min()
    }

    /// Sends what is due.
    mutating func send(to peer: Peer, at now: Instant) {
        for index in lanes.indices {
            while let packet = nextPacket(of: index, at: now) {
                let lane = lanes[index]
                let kept = lane.source.keep(packet.bytes, at: now)
                guard
                    let whole = ForwardedPacket(
                        whole: packet.bytes, of: lane.source, at: ExtendedSequenceNumber(lane.place),
                        index: kept, captured: lane.captured)
                else { continue }
                peer.forward(whole, of: lane.source, in: lane.section, as: lane.choice, at: now)
            }
        }
    }

    /// Takes note that a keyframe of a section is wanted.
    mutating func requestKeyframe(section: Int) {
        keyframesWanted += 1
        guard manners.answersKeyframes, let index = lanes.firstIndex(where: { $0.section == section }) else {
            return
        }
        lanes[index].position.jumpToKeyframe(in: lanes[index].track)
    }

    // MARK: Parts

    /// The next packet of a lane that may leave now.
    private mutating func nextPacket(of index: Int, at now: Instant) -> [UInt8]? {
        if lanes[index].rest.isEmpty {
            let due = start.advanced(by: lanes[index].position.time(in: lanes[index].track))
            guard due <= now else { return nil }
            lanes[index].captured = due
            lanes[index].rest = lanes[index].position.take(from: lanes[index].track).payloads[...]
            lanes[index].pace = now
            frames += 1
        }
        guard lanes[index].pace <= now, let payload = lanes[index].rest.popFirst() else { return nil }
        lanes[index].place += 1
        if manners.haste > 0 {
            let rate = lanes[index].track.bytesPerSecond * manners.haste
            let pause = Duration.nanoseconds(Int64(Double(payload.count) / max(rate, 1) * 1e9))
            lanes[index].pace = lanes[index].pace.advanced(by: pause)
        }
        return packet(payload, of: lanes[index], at: now)
    }

    /// A whole packet in the clear. Its first sample is captured when it is due, and it says so, as does the mark in it, unless
    /// it is to say when it was sent.
    private func packet(_ payload: [UInt8], of lane: Lane, at now: Instant) -> [UInt8]? {
        let told = manners.marksSending ? now : lane.captured
        guard var packet = plainPacket(payload, of: lane, toldAt: told) else { return nil }
        if let codec = TrackCodec(lane.codec), let mark = TimeMark.offset(in: payload.bytes, codec) {
            let start = packet.count - payload.count
            var bytes = packet.mutableBytes
            _ = TimeMark(clock.wallClock(at: told)).store(in: &bytes, at: start + mark)
        }
        return packet
    }

    private func plainPacket(_ payload: [UInt8], of lane: Lane, toldAt told: Instant) -> [UInt8]? {
        let ticks = start.duration(to: lane.captured).nanoseconds / 1000 * lane.track.clockRate / 1_000_000
        return [UInt8](capacity: payload.count + 32) { writer in
            RTPHeader(
                payloadType: lane.choice.media,
                sequenceNumber: SequenceNumber(UInt16(truncatingIfNeeded: lane.place)),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: ticks)), ssrc: SSRC(0),
                isMarked: lane.rest.isEmpty && lane.track.kind == .video
            )
            .write(to: &writer, hasExtensions: true)
            let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
            let time = AbsoluteCaptureTime(
                captured: clock.ntpTime(at: told))
            extensions.begin(Self.captureID, byteCount: time.byteCount, to: &writer)
            time.write(to: &writer)
            extensions.end(&writer)
            writer.write(payload.bytes)
        }
    }
}
