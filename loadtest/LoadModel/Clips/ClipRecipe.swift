/// How a clip is made by ffmpeg: a moving test picture and a tone, encoded as browsers do for calls.
///
/// It is made once and kept under its name, which says everything that went into it.
public struct ClipRecipe: Hashable, Sendable {
    /// The codec.
    public var codec: TrackCodec
    /// The size of the picture.
    public var width: Int, height: Int
    /// Pictures a second.
    public var framesPerSecond: Int
    /// Thousands of bits a second.
    public var kilobitsPerSecond: Int
    /// How long it is in seconds, which is also how far keyframes are apart at most.
    public var seconds: Int
    /// How many seconds there are between keyframes.
    public var keyframeInterval: Int
    /// How many milliseconds of sound a packet holds: 10, 20, 40 or 60.
    public var packetMilliseconds: Int

    /// A clip; without arguments H.264 in 360p at 1 Mb/s.
    public init(
        _ codec: TrackCodec = .h264, width: Int = 640, height: Int = 360, framesPerSecond: Int = 30,
        kilobitsPerSecond: Int? = nil, seconds: Int = 10, keyframeInterval: Int = 2,
        packetMilliseconds: Int = 20
    ) {
        self.codec = codec
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.kilobitsPerSecond = kilobitsPerSecond ?? (codec.isVideo ? 1000 : 32)
        self.seconds = seconds
        self.keyframeInterval = keyframeInterval
        self.packetMilliseconds = packetMilliseconds
    }

    /// What the clip's file is called in the folder where clips are kept.
    public var fileName: String {
        guard codec.isVideo else {
            return "opus-\(kilobitsPerSecond)k-\(packetMilliseconds)ms-\(seconds)s.ogg"
        }
        let size = "\(width)x\(height)-\(framesPerSecond)fps-\(kilobitsPerSecond)k"
        let kind = codec == .h264 || codec == .h265 ? codec.rawValue : "ivf"
        return "\(codec.rawValue)-\(size)-\(seconds)s-key\(keyframeInterval)s.\(kind)"
    }

    /// What ffmpeg is called with to write the clip to its standard output.
    public var arguments: [String] {
        let common = ["-nostdin", "-v", "error", "-f", "lavfi"]
        return common + (codec.isVideo ? video : audio) + ["-t", "\(seconds)", "pipe:1"]
    }

    private var audio: [String] {
        [
            "-i", "sine=frequency=440:beep_factor=4:sample_rate=48000", "-c:a", "libopus", "-ac", "2", "-b:a",
            "\(kilobitsPerSecond)k", "-vbr", "off", "-frame_duration", "\(packetMilliseconds)", "-f", "ogg",
        ]
    }

    private var video: [String] {
        let picture = "testsrc2=size=\(width)x\(height):rate=\(framesPerSecond)"
        let rate = [
            "-b:v", "\(kilobitsPerSecond)k", "-maxrate", "\(kilobitsPerSecond)k", "-bufsize",
            "\(kilobitsPerSecond)k",
        ]
        let keyframes = ["-g", "\(keyframeInterval * framesPerSecond)", "-pix_fmt", "yuv420p"]
        return ["-i", picture] + encoder + rate + keyframes
    }

    private var encoder: [String] {
        let real = [
            "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-auto-alt-ref", "0",
            "-error-resilient", "1",
        ]
        return switch codec {
        case .vp8: ["-c:v", "libvpx", "-f", "ivf"] + real
        case .vp9: ["-c:v", "libvpx-vp9", "-row-mt", "1", "-f", "ivf"] + real
        case .av1:
            [
                "-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-f",
                "ivf",
            ]
        case .h265:
            [
                "-c:v", "libx265", "-preset", "ultrafast", "-tune", "zerolatency", "-x265-params",
                "scenecut=0:bframes=0:repeat-headers=1:log-level=error", "-f", "hevc",
            ]
        case .h264, .opus:
            [
                "-c:v", "libx264", "-profile:v", "baseline", "-preset", "veryfast", "-tune", "zerolatency",
                "-x264-params", "scenecut=0", "-f", "h264",
            ]
        }
    }
}
