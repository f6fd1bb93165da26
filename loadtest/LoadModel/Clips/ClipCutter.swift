import Bytes
import RTP

/// Cuts the frames of a clip into payloads and notes where they are.
struct ClipCutter {
    /// The codec.
    private let codec: TrackCodec
    /// The largest payload, in octets.
    private let maximumByteCount: Int
    /// The payloads of one frame.
    private var list = PayloadList()
    /// How many frames were cut.
    private var frameCount = 0
    /// All payloads, one behind the other.
    private(set) var bytes: [UInt8] = []
    /// What each one is.
    private(set) var packets: [Clip.Packet] = []

    init(_ codec: TrackCodec, maximumByteCount: Int) {
        self.codec = codec
        self.maximumByteCount = maximumByteCount
    }

    /// Cuts the next frame. One that its packetizer refuses has no payloads: the viewer will miss it.
    mutating func add(_ frame: ClipFrame) {
        list.removeAll()
        cut(frame)
        for index in 0..<list.count {
            add([UInt8](list[index]), isMarked: index == list.count - 1)
        }
        if codec == .opus { add(frame.bytes, isMarked: false) }
        frameCount += 1
    }

    private mutating func add(_ payload: [UInt8], isMarked: Bool) {
        let start = bytes.count
        bytes.append(contentsOf: payload)
        packets.append(
            Clip.Packet(
                range: start..<bytes.count, frame: frameCount, isMarked: isMarked,
                markOffset: TimeMark.offset(in: payload.bytes, codec)))
    }

    private mutating func cut(_ frame: ClipFrame) {
        let number = PictureID(wide: UInt16(truncatingIfNeeded: frameCount))
        let contents = frame.bytes.bytes
        switch codec {
        case .h264: _ = H264Packetizer(maximumByteCount: maximumByteCount).packetize(contents, into: &list)
        case .h265: _ = H265Packetizer(maximumByteCount: maximumByteCount).packetize(contents, into: &list)
        case .vp8:
            let descriptor = VP8Descriptor(pictureID: number)
            VP8Packetizer(maximumByteCount: maximumByteCount)
                .packetize(contents, descriptor: descriptor, into: &list)
        case .vp9:
            let descriptor = VP9Descriptor(pictureID: number, isInterPredicted: !frame.isKeyframe)
            _ = VP9Packetizer(maximumByteCount: maximumByteCount)
                .packetize(contents, descriptor: descriptor, into: &list)
        case .av1: _ = AV1Packetizer(maximumByteCount: maximumByteCount).packetize(contents, into: &list)
        case .opus: break
        }
    }
}
