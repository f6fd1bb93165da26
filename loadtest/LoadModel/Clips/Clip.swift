import Bytes
import Media
import RTP
import Timing

/// A piece of video or sound that is cut into RTP payloads once and sent again and again.
///
/// It begins with a keyframe, so that the end of one turn is followed by the beginning of the next without a break.
/// Each frame carries a time mark where its codec allows that. Immutable and shared by all that send or check it.
public final class Clip: Sendable {
    /// One payload, and the packet it goes into.
    struct Packet: Sendable {
        /// Where the payload is among the clip's bytes.
        let range: Range<Int>
        /// Which frame it belongs to.
        let frame: Int
        /// Whether it is the frame's last.
        let isMarked: Bool
        /// Where the payload has a time mark.
        let markOffset: Int?
    }

    /// The codec.
    public let codec: TrackCodec
    /// All payloads, one behind the other.
    let bytes: [UInt8]
    /// The payloads.
    let packets: [Packet]
    /// When each frame is shown, in ticks of the codec's clock from the beginning.
    let times: [Int64]
    /// How long a turn lasts, in ticks.
    let ticks: Int64

    /// How many payloads a turn has.
    public var packetCount: Int { packets.count }
    /// How many frames a turn has.
    public var frameCount: Int { times.count }
    /// How long a turn lasts.
    public var duration: Duration { .seconds(Double(ticks) / Double(codec.clockRate)) }
    /// How many bits of payload a second has.
    public var bitsPerSecond: Double { Double(bytes.count * 8) / duration.seconds }

    /// A clip from the contents of a file: IVF with VP8, VP9 or AV1, H.264 or H.265 as a byte stream, or
    /// Opus in Ogg.
    ///
    /// Of these only byte streams do not tell their pace. Payloads have at most `maximumByteCount` octets.
    public convenience init(
        file: [UInt8], framesPerSecond: Double = 30, maximumByteCount: Int = 1160, isMarked: Bool = true
    ) throws(ClipError) {
        let (codec, frames) = try Self.read(file.bytes, framesPerSecond: framesPerSecond)
        try self.init(codec, frames, maximumByteCount: maximumByteCount, isMarked: isMarked)
    }

    private static func read(_ file: RawSpan, framesPerSecond: Double) throws(ClipError) -> (
        TrackCodec, [ClipFrame]
    ) {
        if IVFFile.isOne(file) { return try IVFFile.read(file) }
        if OggFile.isOne(file) { return (.opus, try OggFile.read(file)) }
        guard let codec = AnnexBStream.codec(of: file) else { throw .unknownFormat }
        return (codec, AnnexBStream.read(file, codec, framesPerSecond: max(framesPerSecond, 1)))
    }

    init(_ codec: TrackCodec, _ frames: [ClipFrame], maximumByteCount: Int, isMarked: Bool) throws(ClipError)
    {
        guard let first = frames.firstIndex(where: \.isKeyframe) else { throw .noKeyframe }
        let frames = frames[first...]
        let start = frames[first].time
        var cutter = ClipCutter(codec, maximumByteCount: maximumByteCount)
        for frame in frames {
            var frame = frame
            if isMarked { frame.bytes = TimeMark.embed(in: frame.bytes, codec) }
            cutter.add(frame)
        }
        self.codec = codec
        bytes = cutter.bytes
        packets = cutter.packets
        times = frames.map { max($0.time - start, 0) }
        ticks = Self.length(codec, frames, times)
    }

    /// The last frame lasts as long as its own octets say, or as the one before it.
    private static func length(_ codec: TrackCodec, _ frames: ArraySlice<ClipFrame>, _ times: [Int64])
        -> Int64
    {
        let last = times.last ?? 0
        if codec == .opus, let packet = frames.last?.bytes {
            return last + Int64(OpusPayload.duration(of: packet.bytes) ?? 960)
        }
        let step = times.count > 1 ? last - times[times.count - 2] : 3000
        return last + max(step, 1)
    }
}
