import Bytes
import RTP

/// All payloads that a clip's publisher sends, told by what no server may change, for viewers that check what they get.
///
/// A server may renumber pictures, so that the descriptors of VP8 and VP9 do not count; and time marks differ from turn
/// to turn. What is left is the media, of which 64 bits of hash are kept (FNV-1a: nobody attacks a test).
public struct SentPayloads: Sendable {
    /// The hashes.
    private let hashes: Set<UInt64>
    /// The codec.
    private let codec: TrackCodec

    /// What the publisher of a clip sends.
    public init(of clip: Clip) {
        codec = clip.codec
        var hashes: Set<UInt64> = []
        for packet in clip.packets {
            let payload = Array(clip.bytes[packet.range])
            hashes.insert(Self.hash(payload.bytes, clip.codec))
        }
        self.hashes = hashes
    }

    /// Whether a received payload is one that was sent.
    public func contains(_ payload: RawSpan) -> Bool {
        hashes.contains(Self.hash(payload, codec))
    }

    private static func hash(_ payload: RawSpan, _ codec: TrackCodec) -> UInt64 {
        var start = 0
        switch codec {
        case .vp8: start = VP8Descriptor(payload)?.byteCount ?? 0
        case .vp9: start = VP9Descriptor(payload)?.byteCount ?? 0
        case .h264, .h265, .av1, .opus: break
        }
        let mark = TimeMark.offset(in: payload, codec)
        let time = mark.map { $0 + TimeMark.tag.count..<$0 + TimeMark.byteCount } ?? 0..<0
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in min(start, payload.byteCount)..<payload.byteCount where !time.contains(offset) {
            hash = (hash ^ UInt64(payload.byte(at: offset) ?? 0)) &* 0x100_0000_01B3
        }
        return hash
    }
}
