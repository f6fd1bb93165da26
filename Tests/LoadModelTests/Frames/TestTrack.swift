import Bytes
import RTP
import Timing

@testable import LoadModel

/// Packets of a made-up track, and what a tracker makes of them.
struct TestTrack {
    /// A packet before it is numbered.
    struct Packet {
        var timestamp: UInt32
        var isMarked: Bool
        var payload: [UInt8]
        var dependencies: [UInt8] = []
    }

    /// The packets, in the order of their numbers from 100 on.
    var packets: [Packet] = []
    /// The time of the next frame.
    private var timestamp: UInt32 = 0

    /// Adds a frame of these payloads.
    mutating func add(_ list: PayloadList, dependencies: [UInt8] = []) {
        for index in 0..<list.count {
            packets.append(
                Packet(
                    timestamp: timestamp, isMarked: index == list.count - 1, payload: [UInt8](list[index]),
                    dependencies: dependencies))
        }
        timestamp &+= 3000
    }

    /// Adds a frame of one packet.
    mutating func add(_ payload: [UInt8], dependencies: [UInt8] = []) {
        packets.append(
            Packet(timestamp: timestamp, isMarked: true, payload: payload, dependencies: dependencies))
        timestamp &+= 3000
    }

    /// Gives packets to a tracker, `order` naming them by index, 10 ms apart, and lets a second pass in the end.
    func run(_ codec: TrackCodec, _ order: some Sequence<Int>) -> (
        frames: [TrackedFrame], tracker: FrameTracker
    ) {
        var tracker = FrameTracker(codec)
        var frames: [TrackedFrame] = []
        var now = Instant.zero
        for index in order {
            now = now.advanced(by: .milliseconds(10))
            Self.give(packets[index], at: 100 + Int64(index), to: &tracker, now)
            while let frame = tracker.nextFrame(at: now) { frames.append(frame) }
        }
        while let frame = tracker.nextFrame(at: now.advanced(by: .seconds(1))) { frames.append(frame) }
        return (frames, tracker)
    }

    /// Gives all packets but these.
    func run(_ codec: TrackCodec, without lost: Set<Int> = []) -> (
        frames: [TrackedFrame], tracker: FrameTracker
    ) {
        run(codec, packets.indices.filter { !lost.contains($0) })
    }

    static func give(_ packet: Packet, at place: Int64, to tracker: inout FrameTracker, _ now: Instant) {
        let view = PacketView(
            place: ExtendedSequenceNumber(place), timestamp: RTPTimestamp(packet.timestamp),
            isMarked: packet.isMarked, payload: packet.payload.bytes, dependencies: packet.dependencies.bytes)
        tracker.handle(view, at: now)
    }

    /// A VP8 frame in one packet.
    mutating func addVP8(
        isKeyframe: Bool, _ id: UInt16, tl0: UInt8? = nil, layer: UInt8? = nil, isSync: Bool = false,
        byteCount: Int = 100
    ) {
        var list = PayloadList()
        let frame = [isKeyframe ? 0x10 : 0x11] + [UInt8](repeating: 7, count: byteCount - 1)
        let descriptor = VP8Descriptor(
            pictureID: PictureID(wide: id), tl0PicIdx: tl0, temporalID: layer, isLayerSync: isSync)
        VP8Packetizer(maximumByteCount: 200).packetize(frame.bytes, descriptor: descriptor, into: &list)
        add(list)
    }
}

extension Collection<TrackedFrame> {
    /// Whether every frame can be decoded.
    var areDecodable: Bool { decodableCount == count }

    /// How many frames can be decoded.
    var decodableCount: Int { count { $0.isDecodable } }
}
