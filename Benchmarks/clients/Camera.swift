import Bytes
import RTP
import SDP
public import Timing
import WebRTC

/// Video of a made-up publisher: VP8 packets of 1,100 octets, ten a frame.
public struct Camera {
    private let source = MediaSource(id: 1, extensions: ExtensionMap(), isVideo: true)
    private let section: Int
    private var count: Int64 = 0

    /// The camera of a publisher that has been answered.
    public init(_ client: Client) {
        section = client.peer.session.media.firstIndex { $0.kind == .video } ?? 0
    }

    /// The next `number` packets as they leave, sealed.
    public mutating func packets(_ number: Int, of client: Client, at now: Instant) -> [[UInt8]] {
        guard let choice = client.peer.payloadChoice(for: .vp8, in: section) else { return [] }
        for _ in 0..<number {
            let bytes = packet
            let index = source.keep(bytes.bytes, at: now)
            guard
                let whole = ForwardedPacket(
                    whole: bytes.bytes, of: source, at: ExtendedSequenceNumber(1000 + count), index: index,
                    captured: now)
            else { continue }
            client.peer.forward(whole, of: source, in: section, as: choice, at: now)
            count += 1
        }
        var packets: [[UInt8]] = []
        client.outbox.drain { _, bytes in packets.append([UInt8](bytes)) }
        return packets
    }

    /// The next one in the clear. The first frame of a hundred is a keyframe.
    private var packet: [UInt8] {
        let written = [UInt8](capacity: 1200) { writer in
            RTPHeader(
                payloadType: PayloadType(0), sequenceNumber: SequenceNumber(0),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: count / 10 * 900)), ssrc: SSRC(0),
                isMarked: count % 10 == 9
            )
            .write(to: &writer)
            writer.write((count % 10 == 0 ? 0x10 : 0x00) as UInt8)
            writer.write((count % 1000 == 0 ? 0x00 : 0x01) as UInt8)
            writer.writeZeros(1098)
        }
        return written ?? []
    }
}
