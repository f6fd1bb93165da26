import Bytes
import RTP
import Simulation
import Timing

@testable import SDP
@testable import SFU
@testable import WebRTC

/// A publisher's tracks as the batches of packets that a media shard passes on: of pictures the best layer, which is number 0, and
/// others below it.
struct PacketSource {
    /// What comes in of one track.
    private struct Track {
        var source: UInt32
        var layer = 0
        var format: MediaFormat
        var place: Int64 = 65_000
        var firstTick: UInt32
    }

    /// The tracks: pictures, then sound, then the other layers.
    private var tracks: [Track]
    /// The number of the last batch.
    private var number: UInt64 = 0
    private var writer = MediaBatch.Writer()
    private let packetizer = H264Packetizer(maximumByteCount: 1200)
    /// Which clip's pictures, and those of the other layers.
    var clip = SampleFile.baseline
    var lowerClips = [SampleFile.baseline, .baseline]
    /// Whether the next packet of pictures is lost.
    var losesNext = false

    /// Tracks in these formats, such as `96 H264/90000`, and so many layers of pictures.
    init(
        video: String = "96 H264/90000", audio: String = "111 opus/48000/2", layers: Int = 1,
        source: UInt32 = 1
    ) {
        tracks = [
            Track(source: source, format: Self.format(video), firstTick: 0xFFFF_0000),
            Track(source: source + 1, format: Self.format(audio), firstTick: 77),
        ]
        tracks += (1..<max(layers, 1)).map { layer in
            Track(
                source: source + 1 + UInt32(layer), layer: layer, format: Self.format(video),
                firstTick: 1_000_000 * UInt32(layer))
        }
    }

    private static func format(_ text: String) -> MediaFormat {
        guard let map = RTPMap(text) else { preconditionFailure("\(text) is no format") }
        return MediaFormat(map)
    }

    /// A picture of a layer.
    mutating func picture(isKey: Bool, layer: Int = 0, captured: Instant?, tick: Int64) -> RelayedBatch? {
        let units = (layer == 0 ? clip : lowerClips[layer - 1]).units
        let unit = units[isKey ? 0 : min(1, units.count - 1)]
        if clip == .vp8 { return vp8(unit, isKey: isKey, captured: captured, tick: tick) }
        var payloads = PayloadList()
        guard packetizer.packetize(unit.bytes, into: &payloads) else { return nil }
        for index in 0..<payloads.count {
            let isLast = index == payloads.count - 1
            append(
                payloads[index], of: layer == 0 ? 0 : layer + 1, tick: tick, isMarked: isLast,
                canBegin: isKey && index == 0, captured: captured)
        }
        return finish()
    }

    /// A picture of VP8, its packets behind a descriptor of one octet that says which begins it (RFC 7741 §4.2).
    private mutating func vp8(
        _ unit: [UInt8], isKey: Bool, captured: Instant?, tick: Int64
    ) -> RelayedBatch? {
        let starts = Array(stride(from: 0, to: unit.count, by: 1000))
        for start in starts {
            let payload = [start == 0 ? 0x10 : 0] + unit[start..<min(start + 1000, unit.count)]
            append(
                payload.bytes, of: 0, tick: tick, isMarked: start == starts.last,
                canBegin: isKey && start == 0, captured: captured)
        }
        return finish()
    }

    /// Twenty milliseconds of sound.
    mutating func sound(captured: Instant?, tick: Int64) -> RelayedBatch? {
        let unit = SampleFile.opus.units[3]
        append(
            unit.bytes, of: 1, tick: tick, isMarked: false, canBegin: true, captured: captured)
        return finish()
    }

    private mutating func append(
        _ payload: RawSpan, of origin: Int, tick: Int64, isMarked: Bool, canBegin: Bool,
        captured: Instant?
    ) {
        tracks[origin].place += 1
        let track = tracks[origin]
        guard !losesNext || origin != 0 else {
            losesNext = false
            return
        }
        let bytes = [UInt8](capacity: 2000) { writer in
            RTPHeader(
                payloadType: PayloadType(track.format.payloadType),
                sequenceNumber: SequenceNumber(UInt16(truncatingIfNeeded: track.place)),
                timestamp: RTPTimestamp(track.firstTick &+ UInt32(truncatingIfNeeded: tick)), ssrc: SSRC(1),
                isMarked: isMarked
            )
            .write(to: &writer)
            writer.write(payload)
        }
        guard let bytes, let header = RTPHeader(bytes.bytes) else { return }
        let packet = ReceivedPacket(
            section: origin == 1 ? 1 : 0, layer: track.layer, header: header,
            place: ExtendedSequenceNumber(track.place),
            range: 0..<bytes.count, payload: 12..<bytes.count, extensions: ForwardedExtensions(),
            canBegin: canBegin, isRestart: false)
        let origins = tracks.enumerated().map { index, track in
            MediaBatch.Origin(
                source: track.source, kind: index == 1 ? .audio : .video, layer: track.layer,
                format: track.format, extensions: ExtensionMap())
        }
        writer.append(
            packet, in: bytes.bytes, of: origin, among: origins, captured: captured,
            isPreferred: track.layer == 0)
    }

    private mutating func finish() -> RelayedBatch? {
        guard let batch = writer.finish() else { return nil }
        number += 1
        return RelayedBatch(stream: "stage", number: number, batch: batch)
    }
}
