internal import Bytes
internal import SDP
internal import Timing

extension Track {
    /// A clip, which begins with a keyframe and goes on from its end to there.
    init(_ clip: Clip) {
        let rate = Int64(clip.codec.clockRate)
        var payloads = [[[UInt8]]](repeating: [], count: clip.frameCount)
        for packet in clip.packets { payloads[packet.frame].append(Array(clip.bytes[packet.range])) }
        self.init(
            kind: clip.codec.isVideo ? .video : .audio, codec: Self.capability(clip.codec),
            frames: zip(clip.times, payloads).filter { !$1.isEmpty }.map { time, payloads in
                Frame(
                    time: .nanoseconds(time * 1_000_000_000 / rate),
                    isKeyframe: payloads.contains { clip.codec.startsKeyframe($0.bytes) },
                    payloads: payloads)
            }, duration: clip.duration)
    }

    /// What a clip's codec is offered as.
    private static func capability(_ codec: TrackCodec) -> CodecCapability {
        switch codec {
        case .h264: .h264(.constrainedBaseline, packetizationMode: 1)
        case .h265: .h265(profile: 1)
        case .vp8: .vp8
        case .vp9: .vp9(profile: 0)
        case .av1: .av1(profile: 0)
        case .opus: .opus
        }
    }
}
