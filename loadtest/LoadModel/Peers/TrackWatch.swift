internal import Bytes
internal import Media
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// One track as its viewer sees it: frames, standstills and time.
///
/// A class, since it is two KiB that must not be moved for each packet.
final class TrackWatch {
    /// The format that packets had last, and what is made of them.
    private(set) var payloadType: PayloadType
    /// Puts frames together.
    private(set) var frames: FrameTracker
    /// When the picture stood still.
    private(set) var freezes = FreezeMeter()
    /// Whether timestamps tell the time.
    private(set) var timeline: TimelineMeter
    /// The codec of those frames.
    private var codec: Codec
    /// How large the last keyframe was; `nil` before one told.
    private var size: PictureSize?
    /// How often pictures had another size than before: the layer changed, or what is published.
    private(set) var layerChanges = 0
    /// What was counted of frames under formats from before.
    private var earlier = FrameCounts()

    /// A track of which a packet has this payload type; `nil` for a codec that is not followed.
    init?(_ type: PayloadType, of media: NegotiatedMedia) {
        guard let codec = media.format(type.value).flatMap({ TrackCodec($0.format.codec) }) else {
            return nil
        }
        payloadType = type
        frames = FrameTracker(codec)
        self.codec = codec.media
        timeline = TimelineMeter(clockRate: codec.clockRate)
    }

    /// What became of its frames.
    var counts: FrameCounts {
        var counts = earlier
        counts.add(frames)
        return counts
    }

    /// Takes a packet; whether a frame became complete with it that can be decoded.
    func note(_ packet: borrowing PacketView, at now: Instant) -> Bool {
        noteSize(of: packet.payload)
        frames.handle(packet, at: now)
        var hasFrame = false
        while let frame = frames.nextFrame(at: now) {
            timeline.handleFrame(frame.timestamp, at: frame.began)
            guard frame.isDecodable else { continue }
            hasFrame = true
            if frames.codec.isVideo { freezes.handleFrame(at: now) }
        }
        return hasFrame
    }

    /// Packets have another payload type. If that means another codec, its frames have nothing to do with those before.
    func change(to type: PayloadType, of media: NegotiatedMedia) {
        payloadType = type
        guard let codec = media.format(type.value).flatMap({ TrackCodec($0.format.codec) }),
            codec != frames.codec
        else { return }
        earlier.add(frames)
        frames = FrameTracker(codec)
        self.codec = codec.media
        timeline = TimelineMeter(clockRate: codec.clockRate)
    }

    private func noteSize(of payload: RawSpan) {
        guard let size = PictureSize(payload: payload, of: codec) else { return }
        if let before = self.size, before != size { layerChanges += 1 }
        self.size = size
    }

    /// How the track fared when it is looked at `now`, while frames are still expected.
    func freezes(until now: Instant) -> FreezeMeter {
        var freezes = freezes
        freezes.finish(at: now)
        return freezes
    }
}
