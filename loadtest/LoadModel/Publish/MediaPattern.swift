internal import Bytes
internal import SDP
internal import Timing

/// Media that is not of anything: frames with right headers, sizes and times, and noise inside.
///
/// A server that only forwards cannot tell it from a camera, and it can have any rate: for measuring. Whoever wants to
/// see pictures publishes a clip.
struct MediaPattern: Sendable {
    /// The video codec: VP8 or H.264.
    var videoCodec = CodecCapability.vp8
    /// Video, in bits a second; 0 for none.
    var videoRate = 1_000_000
    /// Pictures a second.
    var pictureRate = 30
    /// From keyframe to keyframe.
    var keyframeInterval = Duration.seconds(2)
    /// How much larger a keyframe is than another picture.
    var keyframeWeight = 5
    /// Audio, in bits a second; 0 for none.
    var audioRate = 32_000
    /// How long an audio packet lasts: 10, 20, 40 or 60 ms.
    var audioPacket = Duration.milliseconds(20)
    /// The most octets of an RTP payload.
    var largestPayload = 1180

    /// A second of sound.
    var audio: Track? {
        guard audioRate > 0 else { return nil }
        let count = Int(Duration.seconds(1) / audioPacket)
        let size = max(Int(Double(audioRate) / 8 * audioPacket.seconds), 3)
        let frames = (0..<max(count, 1)).map { index in
            Track.Frame(
                time: audioPacket * index, isKeyframe: true,
                payloads: [[opusHead] + Self.noise(size - 1, seed: UInt64(index))])
        }
        return Track(kind: .audio, codec: .opus, frames: frames, duration: audioPacket * frames.count)
    }

    /// A group of pictures.
    var video: Track? {
        guard videoRate > 0, pictureRate > 0 else { return nil }
        let count = max(Int(keyframeInterval.seconds * Double(pictureRate)), 1)
        let unit = keyframeInterval.seconds * Double(videoRate) / 8 / Double(count - 1 + keyframeWeight)
        let frames = (0..<count).map { index in
            let size = max(Int(unit) * (index == 0 ? keyframeWeight : 1), 64)
            return Track.Frame(
                time: .nanoseconds(Int64(index) * 1_000_000_000 / Int64(pictureRate)),
                isKeyframe: index == 0, payloads: payloads(ofPicture: index, size))
        }
        return Track(
            kind: .video, codec: videoCodec, frames: frames,
            duration: .nanoseconds(Int64(count) * 1_000_000_000 / Int64(pictureRate)))
    }

    /// The first octet of an Opus packet (RFC 6716 §3.1): mono, one frame, of what length.
    private var opusHead: UInt8 {
        switch audioPacket {
        // Configurations 8, 9, 10 and 11: wideband speech of 10, 20, 40 and 60 ms.
        case .milliseconds(10): 8 << 3
        case .milliseconds(40): 10 << 3
        case .milliseconds(60): 11 << 3
        default: 9 << 3
        }
    }

    private func payloads(ofPicture index: Int, _ size: Int) -> [[UInt8]] {
        switch videoCodec {
        case .h264: h264(isKeyframe: index == 0, size, seed: UInt64(index))
        default: vp8(isKeyframe: index == 0, size, seed: UInt64(index))
        }
    }

    /// A VP8 picture (RFC 7741 §4.2, RFC 6386 §9.1): a descriptor of one octet before each part.
    private func vp8(isKeyframe: Bool, _ size: Int, seed: UInt64) -> [[UInt8]] {
        var picture: [UInt8] =
            isKeyframe ? [0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01] : [0x11, 2, 0]
        picture += Self.noise(size - picture.count, seed: seed)
        return Self.parts(of: picture, atMost: largestPayload - 1).enumerated().map { part, bytes in
            [part == 0 ? 0x10 : 0x00] + bytes
        }
    }

    /// An H.264 picture (RFC 6184 §5.7.1, §5.8): parameter sets in one packet, then a slice in fragments.
    private func h264(isKeyframe: Bool, _ size: Int, seed: UInt64) -> [[UInt8]] {
        // Constrained baseline, 640x360; what browsers take for parameter sets.
        let sets: [[UInt8]] = [
            [0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x61, 0x00, 0x00, 0x03, 0x00, 0x01],
            [0x68, 0xCB, 0x83, 0xCB, 0x20],
        ]
        let head: UInt8 = isKeyframe ? 0x65 : 0x41
        // Slice headers count pictures in four bits, as these parameters say (H.264 §7.3.3): first_mb 0, an I or a P slice,
        // parameters 0, frame_num.
        let number = UInt8(seed & 15)
        let start: [UInt8] = isKeyframe ? [0x88, 0x87] : [0x9A | number >> 3, number << 5 | 0x1F]
        let slice = start + Self.noise(size - 3, seed: seed)
        let parts = Self.parts(of: slice, atMost: largestPayload - 2)
        var payloads = parts.map { [head] + $0 }
        if parts.count > 1 {
            payloads = parts.enumerated().map { index, bytes in
                let edge: UInt8 = index == 0 ? 0x80 : index == parts.count - 1 ? 0x40 : 0
                let heads: [UInt8] = [head & 0xE0 | 28, edge | head & 0x1F]
                return heads + bytes
            }
        }
        if isKeyframe {
            var aggregate: [UInt8] = [0x78]
            for set in sets { aggregate += [0, UInt8(set.count)] + set }
            payloads.insert(aggregate, at: 0)
        }
        return payloads
    }

    /// Octets in as few parts as possible, of nearly one size, so that a frame leaves in one run.
    private static func parts(of bytes: [UInt8], atMost limit: Int) -> [ArraySlice<UInt8>] {
        let count = (bytes.count + limit - 1) / limit
        return (0..<count).map { part in
            let start = bytes.count * part / count
            let end = bytes.count * (part + 1) / count
            return bytes[start..<end]
        }
    }

    /// Octets that look like none other; no zeros, so that no start code is among them.
    private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<max(count, 0)).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32) | 1
        }
    }
}
