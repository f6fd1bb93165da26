import Bytes
import RTP
import Testing
import Timing

@testable import SDP
@testable import SFU
@testable import WebRTC

/// A batch of packets of made-up audio and video, and the sources that keep them.
struct BatchSample {
    let batch: MediaBatch
    let sources: [MediaSource]

    /// Indices that its packets may be kept under.
    var kept: [UInt32] { batch.packets.indices.map { UInt32($0) } }

    /// What the packets are of: video, then audio.
    private static func origins() throws -> [MediaBatch.Origin] {
        [
            MediaBatch.Origin(
                source: 1, kind: .video, format: MediaFormat(try #require(RTPMap("96 VP8/90000"))),
                extensions: ExtensionMap()),
            MediaBatch.Origin(
                source: 2, kind: .audio, format: MediaFormat(try #require(RTPMap("111 opus/48000/2"))),
                extensions: ExtensionMap()),
        ]
    }

    /// So many packets of each, turn about; with the video packet at `beginsAt` decoding can begin.
    init(video: Int, audio: Int, beginsAt: Int? = 0) throws {
        var writer = MediaBatch.Writer()
        let origins = try Self.origins()
        for index in 0..<max(video, audio) {
            for (origin, count) in [video, audio].enumerated() where index < count {
                Self.append(
                    20, timestamp: 0, at: index, of: origin, among: origins,
                    canBegin: origin == 1 || index == beginsAt, to: &writer)
            }
        }
        try self.init(&writer, origins)
    }

    /// Packets of video with payloads of these sizes, and these timestamps.
    init(sizes: [(size: Int, timestamp: UInt32)], leavesPadding: Bool = true) throws {
        var writer = MediaBatch.Writer(leavesPadding: leavesPadding)
        let origins = try Self.origins()
        for (index, each) in sizes.enumerated() {
            Self.append(
                each.size, timestamp: each.timestamp, at: index, of: 0, among: origins, canBegin: false,
                to: &writer)
        }
        try self.init(&writer, origins)
    }

    private init(_ writer: inout MediaBatch.Writer, _ origins: [MediaBatch.Origin]) throws {
        let batch = writer.finish()
        self.batch = try #require(batch)
        sources = origins.map {
            MediaSource(id: $0.source, extensions: $0.extensions, isVideo: $0.kind == .video)
        }
    }

    private static func append(
        _ size: Int, timestamp: UInt32, at index: Int, of origin: Int, among origins: [MediaBatch.Origin],
        canBegin: Bool, to writer: inout MediaBatch.Writer
    ) {
        let bytes = [UInt8](capacity: 2000) { writer in
            RTPHeader(
                payloadType: PayloadType(96), sequenceNumber: SequenceNumber(UInt16(index)),
                timestamp: RTPTimestamp(timestamp), ssrc: SSRC(1)
            )
            .write(to: &writer)
            writer.writeZeros(size)
        }
        guard let bytes, let header = RTPHeader(bytes.bytes) else { return }
        let packet = ReceivedPacket(
            section: origin, layer: 0, header: header, place: ExtendedSequenceNumber(Int64(index)),
            range: 0..<bytes.count, payload: 12..<bytes.count, extensions: ForwardedExtensions(),
            canBegin: canBegin, isRestart: false)
        writer.append(
            packet, in: bytes.bytes, of: origin, among: origins, captured: nil, isPreferred: true)
    }
}
