import Bytes
import RTP
import SDP
import Timing
import WebRTC

/// One medium of a made-up publisher: a frame at a steady pace, each in a few packets. A packet's last 16 octets tell
/// when it was captured and its running number, whatever its codec.
struct Track {
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

    private let source: MediaSource
    private let firstTimestamp: UInt32
    private let firstPlace: Int64
    private let isVideo: Bool

    init(_ media: NegotiatedMedia, section: Int, using random: inout some RandomNumberGenerator) {
        self.section = section
        kind = media.kind
        isVideo = media.kind == .video
        codec = media.formats[0].format.codec
        source = MediaSource(id: UInt32(section) + 1, extensions: ExtensionMap(), isVideo: isVideo)
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
        if isKeyframe { (wantsKeyframe, keyframeCount) = (false, keyframeCount + 1) }
        let packets = isVideo ? 3 : 1
        for number in 0..<packets {
            let bytes = packet(number, of: packets, isKeyframe: isKeyframe, captured: captured)
            let place = ExtendedSequenceNumber(firstPlace + count)
            count += 1
            let index = source.keep(bytes.bytes, at: captured)
            guard
                let whole = ForwardedPacket(
                    whole: bytes.bytes, of: source, at: place, index: index, captured: captured)
            else { continue }
            peer.forward(whole, of: source, in: section, as: choice, at: captured)
        }
    }

    private func packet(_ number: Int, of packets: Int, isKeyframe: Bool, captured: Instant) -> [UInt8] {
        let rate: Int64 = isVideo ? 90_000 : 48_000
        let ticks = captured.nanoseconds / 1000 * rate / 1_000_000
        let written = [UInt8](capacity: 300) { writer in
            RTPHeader(
                payloadType: PayloadType(0), sequenceNumber: SequenceNumber(0),
                timestamp: RTPTimestamp(firstTimestamp &+ UInt32(truncatingIfNeeded: ticks)), ssrc: SSRC(0),
                isMarked: number == packets - 1
            )
            .write(to: &writer)
            for byte in head(isFirst: number == 0, isKeyframe: isKeyframe) { writer.write(byte) }
            writer.writeZeros(isVideo ? 180 : 60)
            writer.write(UInt64(bitPattern: captured.nanoseconds))
            writer.write(UInt64(bitPattern: count))
        }
        return written ?? []
    }

    /// What tells a decoder whether it can begin.
    private func head(isFirst: Bool, isKeyframe: Bool) -> [UInt8] {
        switch codec {
        // The descriptor's S bit, and the frame header's bit that says that it is no keyframe (RFC 7741 §4.2, §4.3).
        case .vp8: [isFirst ? 0x10 : 0x00, isFirst && isKeyframe ? 0x00 : 0x01]
        // A sequence parameter set in front of a keyframe, slices else (RFC 6184 §5.2).
        case .h264: [isFirst && isKeyframe ? 0x67 : 0x41]
        default: [0x78]
        }
    }
}
