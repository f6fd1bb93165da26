import Bytes
import RTP
import SDP
import Simulation
import Timing
import WebRTC

/// One medium of a made-up publisher: a frame at a steady pace, each in a few packets. A packet's last octets tell what
/// it is and when it was captured, whatever its codec; `PlayedPacket` reads them.
struct Track {
    /// How much of its frames is hidden from servers.
    enum Cipher: Sendable {
        /// Nothing.
        case none
        /// All but what a payload format needs to cut frames into packets, as browsers' encoded transforms do.
        case frames
        /// Everything, payload descriptors too; a header extension says what a frame depends on.
        case payloads
    }

    /// Which section of the session it goes in.
    let section: Int
    let kind: MediaKind
    /// What its packets are.
    var codec: MediaFormat.Codec
    /// When the next frame is captured.
    private(set) var nextFrame = Instant.zero
    /// Whether the next frame is to be a keyframe.
    var wantsKeyframe = true
    /// How many packets there were.
    private(set) var count: Int64 = 0
    /// How many keyframes there were.
    private(set) var keyframeCount = 0
    /// Whether it is paused.
    var isMuted = false
    /// What servers may see of it.
    var cipher = Cipher.none
    /// How many packets a frame of video has, how many octets each of them, and how many times as many a keyframe.
    var framePackets = 3, packetFill = 180, keyframeShare = 1
    /// How large its pictures are, which keyframes of VP8 tell; `nil` for those that do not.
    var size: (width: Int, height: Int)?
    /// Whether payloads of VP8 count frames, as browsers' do: by picture ID, TL0PICIDX and KEYIDX.
    var countsFrames = false
    /// Which of its section's simulcast layers it is.
    var layer = 0
    /// Of what layers it is made itself; `nil` for a stream without.
    var scalability: Scalability?

    /// How many frames there were.
    private var frameCount: UInt16 = 0
    private let source: MediaSource
    private let firstTimestamp: UInt32
    private let firstPlace: Int64
    private let isVideo: Bool

    init(_ media: NegotiatedMedia, section: Int, using random: inout some RandomNumberGenerator) {
        self.section = section
        kind = media.kind
        isVideo = media.kind == .video
        codec = media.formats[0].format.codec
        var extensions = ExtensionMap()
        _ = extensions.add(.dependencyDescriptor, id: 1)
        source = MediaSource(id: UInt32(section) + 1, extensions: extensions, isVideo: isVideo)
        firstTimestamp = UInt32(truncatingIfNeeded: random.next())
        firstPlace = Int64(random.next() & 0x7FFF)
    }

    /// The time between two frames.
    var interval: Duration { .milliseconds(isVideo ? 40 : 20) }

    /// Begins, or goes on after a pause.
    mutating func begin(at now: Instant) { nextFrame = max(nextFrame, now) }

    /// Sends the frames that are due.
    mutating func send(on peer: Peer, at now: Instant) {
        while nextFrame <= now {
            if !isMuted { sendFrame(on: peer, at: nextFrame) }
            nextFrame = nextFrame.advanced(by: interval)
        }
    }

    private mutating func sendFrame(on peer: Peer, at captured: Instant) {
        guard let choice = peer.payloadChoice(for: codec, in: section) else { return }
        let isKeyframe = isVideo && wantsKeyframe
        frameCount &+= 1
        if isKeyframe { (wantsKeyframe, keyframeCount) = (false, keyframeCount + 1) }
        let packets = isVideo ? framePackets * (isKeyframe ? keyframeShare : 1) : 1
        guard scalability == nil || !isVideo else {
            return sendPicture(isKeyframe: isKeyframe, as: choice, on: peer, at: captured)
        }
        for number in 0..<packets {
            let bytes = packet(number, of: packets, isKeyframe: isKeyframe, captured: captured)
            send(bytes, as: choice, on: peer, at: captured)
        }
    }

    /// The frames of all spatial layers of a picture.
    private mutating func sendPicture(
        isKeyframe: Bool, as choice: PayloadChoice, on peer: Peer, at captured: Instant
    ) {
        let frames = scalability?.nextPicture(isKey: isKeyframe) ?? []
        for frame in frames {
            for number in 0..<frame.packets {
                scalability?.note(count, frame)
                let bytes = packet(number, of: frame, isTop: frame == frames.last, captured: captured)
                send(bytes, as: choice, on: peer, at: captured)
            }
        }
    }

    private mutating func send(
        _ bytes: [UInt8], as choice: PayloadChoice, on peer: Peer, at captured: Instant
    ) {
        let place = ExtendedSequenceNumber(firstPlace + count)
        count += 1
        let index = source.keep(bytes.bytes, at: captured)
        guard
            let whole = ForwardedPacket(
                whole: bytes.bytes, of: source, at: place, index: index, captured: captured)
        else { return }
        peer.forward(whole, of: source, in: section, as: choice, at: captured)
    }

    private func packet(
        _ number: Int, of frame: Scalability.Frame, isTop: Bool, captured: Instant
    ) -> [UInt8] {
        guard let scalability else { return [] }
        let (isFirst, isLast) = (number == 0, number == frame.packets - 1)
        let payload =
            scalability.head(of: frame, isFirst: isFirst, isLast: isLast)
            + [UInt8](repeating: 0, count: packetFill)
        let changing = scalability.changingByteCount
        let written = [UInt8](capacity: 1400) { writer in
            header(captured: captured, isMarked: isTop && isLast)
                .write(to: &writer, hasExtensions: scalability.form == .dependencies)
            scalability.describe(frame, isFirst: isFirst, isLast: isLast, to: &writer)
            writer.write(payload.bytes)
            PlayedPacket.Tail(
                isBeginning: isFirst && frame.isKey && frame.spatialID == 0, changing: UInt8(changing),
                checksum: Array(payload.dropFirst(changing)).checksum, captured: captured, number: count
            )
            .write(to: &writer)
        }
        return written ?? []
    }

    private func header(captured: Instant, isMarked: Bool) -> RTPHeader {
        let rate: Int64 = isVideo ? 90_000 : 48_000
        let ticks = captured.nanoseconds / 1000 * rate / 1_000_000
        return RTPHeader(
            payloadType: PayloadType(0), sequenceNumber: SequenceNumber(0),
            timestamp: RTPTimestamp(firstTimestamp &+ UInt32(truncatingIfNeeded: ticks)), ssrc: SSRC(0),
            isMarked: isMarked)
    }

    private func packet(_ number: Int, of packets: Int, isKeyframe: Bool, captured: Instant) -> [UInt8] {
        let isDescribed = isVideo && cipher == .payloads
        let isBeginning = number == 0 && isKeyframe
        let written = [UInt8](capacity: 1400) { writer in
            header(captured: captured, isMarked: number == packets - 1)
                .write(to: &writer, hasExtensions: isDescribed)
            if isDescribed {
                FrameDescription.write(
                    captured.nanoseconds / interval.nanoseconds, isFirst: number == 0,
                    isLast: number == packets - 1, isKeyframe: isKeyframe, to: &writer)
            }
            let payload = hidden(
                head(isFirst: number == 0, isKeyframe: isKeyframe)
                    + [UInt8](repeating: 0, count: isVideo ? packetFill : 60))
            let changing = countsFrames && isVideo ? Self.counterByteCount : 0
            writer.write(payload.bytes)
            PlayedPacket.Tail(
                isBeginning: isVideo ? isBeginning : true, changing: UInt8(changing),
                checksum: Array(payload.dropFirst(changing)).checksum, captured: captured,
                number: count
            )
            .write(to: &writer)
        }
        return written ?? []
    }

    /// What tells a decoder whether it can begin.
    private func head(isFirst: Bool, isKeyframe: Bool) -> [UInt8] {
        switch codec {
        // The descriptor's S bit, and the frame header's bit that says that it is no keyframe (RFC 7741 §4.2, §4.3).
        case .vp8:
            (countsFrames ? counters(isFirst: isFirst) : [isFirst ? 0x10 : 0x00])
                + [isFirst && isKeyframe ? 0x00 : 0x01]
                + (isFirst && isKeyframe ? size.map(Self.frameSize) ?? [] : [])
        // P says that earlier pictures are needed, B that a frame begins (RFC 9628 §4.2).
        case .vp9: [(isKeyframe ? 0 : 0x40) | (isFirst ? 0x08 : 0)]
        // Its first element goes on with a unit of the payload before, or N says that a sequence begins (AV1 RTP §4.4).
        case .av1: [isFirst ? (isKeyframe ? 0x18 : 0x10) : 0x90]
        // A sequence parameter set in front of a keyframe, slices else (RFC 6184 §5.2).
        case .h264: [isFirst && isKeyframe ? 0x67 : 0x41]
        // The same (RFC 7798 §1.1.4): type 33, or 1.
        case .h265: [isFirst && isKeyframe ? 0x42 : 0x02, 0x01]
        default: [0x78]
        }
    }

    /// A descriptor of VP8 with all its counters, which begin anywhere, and elsewhere in each layer.
    private func counters(isFirst: Bool) -> [UInt8] {
        let id = UInt16(truncatingIfNeeded: firstTimestamp) &+ frameCount
        return [
            isFirst ? 0x90 : 0x80, 0xF0, UInt8(truncatingIfNeeded: id >> 8) | 0x80,
            UInt8(truncatingIfNeeded: id),
            UInt8(truncatingIfNeeded: firstTimestamp >> 16 &+ UInt32(frameCount)),
            UInt8(truncatingIfNeeded: Int(firstTimestamp >> 24) + keyframeCount) & 0x1F,
        ]
    }

    /// How many octets it has.
    private static let counterByteCount = 6

    /// What follows the first octet of a keyframe of VP8 (RFC 6386 §9.1).
    private static func frameSize(width: Int, height: Int) -> [UInt8] {
        [0, 0, 0x9D, 0x01, 0x2A]
            + [width, height].flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
            }
    }

    /// The payload as servers get it. What hides it looks like anything, keyframes among it.
    private func hidden(_ payload: [UInt8]) -> [UInt8] {
        let clear = cipher == .payloads || !isVideo ? 0 : head(isFirst: true, isKeyframe: true).count
        guard cipher != .none else { return payload }
        var random = SeededGenerator(seed: UInt64(bitPattern: count))
        var (hidden, word) = (Array(payload.prefix(clear)), UInt64(0))
        while hidden.count < payload.count {
            if word == 0 { word = random.next() }
            hidden.append(payload[hidden.count] ^ UInt8(truncatingIfNeeded: word))
            word >>= 8
        }
        return hidden
    }
}
