internal import Bytes
public import Media
public import RTP
public import SDP
public import Timing

/// The packets that one publisher brought in one receive call: plain, one behind the other, with what is known of each.
///
/// It is made once and shared by reference by everybody who has to do with its packets: viewers on every shard, the
/// histories they are sent again from, whatever keeps the last keyframe. Nobody copies its bytes.
///
/// Proof for `@unchecked Sendable`: only a `Writer` changes one, before it hands it out, and again once nobody but the
/// writer refers to it. That is how arrays are shared between threads: a release of the last other reference
/// happens before the check that finds it gone.
public final class MediaBatch: @unchecked Sendable {
    /// A stream of packets in one format, of which the batch has some.
    public struct Origin: Sendable {
        /// Tells its source from all others of this process. A new one begins wherever numbers begin anew.
        public let source: UInt32
        /// What it is.
        public let kind: MediaKind
        /// Which simulcast layer, by its place among the section's; 0 without simulcast.
        public let layer: Int
        /// What its publisher calls the layer; `nil` where that has no names.
        public let name: String?
        /// How large its pictures are; `nil` while that is not known, as where clients encrypt them.
        public let size: PictureSize?
        /// How large those of each spatial layer are, the smallest first; empty where there are none, or that is not known.
        public let layerSizes: [PictureSize]
        /// The format of its packets, under the publisher's payload type.
        public let format: MediaFormat
        /// What the publisher calls header extensions.
        public let extensions: ExtensionMap

        /// A stream.
        public init(
            source: UInt32, kind: MediaKind, layer: Int = 0, name: String? = nil, size: PictureSize? = nil,
            layerSizes: [PictureSize] = [], format: MediaFormat, extensions: ExtensionMap
        ) {
            self.source = source
            self.kind = kind
            self.layer = layer
            (self.name, self.size, self.layerSizes) = (name, size, layerSizes)
            self.format = format
            self.extensions = extensions
        }
    }

    /// What is known of one packet.
    public struct Packet: Sendable {
        /// Which of the batch's origins it is of.
        public let origin: Int
        /// Where it is among the batch's bytes.
        public let range: Range<Int>
        /// Where its payload is, from its own first octet on.
        public let payload: Range<Int>
        /// Its header, as the publisher wrote it.
        public let header: RTPHeader
        /// Its place in its source.
        public let place: ExtendedSequenceNumber
        /// When it was captured, where that is known.
        public let captured: Instant?
        /// The header extensions that are of use to viewers.
        public let extensions: ForwardedExtensions
        /// Which layers of a scalable stream it is of.
        public let layers: FrameLayers
        /// Whether decoding can begin with it.
        public let canBegin: Bool
        /// Whether it is of the best layer, which is what is packaged and recorded. Each viewer's own is chosen for it.
        public let isPreferred: Bool
    }

    /// All packets, one behind the other.
    public private(set) var bytes: [UInt8] = []
    /// What is known of each, in order of arrival.
    public private(set) var packets: [Packet] = []
    /// What they are of.
    public private(set) var origins: [Origin] = []

    private init() {}

    /// A batch of bytes that are one packet, for whoever sends a stream of its own.
    init(_ packet: RawSpan) {
        bytes.append(packet)
    }
}

extension MediaBatch {
    /// Makes batches, one after the other, and uses those again that nobody refers to any more: where each has a
    /// packet or two, asking for memory would cost more than all else.
    public struct Writer {
        /// All batches that may be used again, in order of their making from `next` on, round and round.
        private var pool: [MediaBatch] = []
        /// The oldest of them.
        private var next = 0
        /// The one that is being made; `nil` until something is in it.
        private var current: MediaBatch?
        /// Whether an octet of padding is behind each packet, for those that may need one.
        private let leavesPadding: Bool

        /// How many batches are kept for another use: more than a history has packets.
        private static let poolLimit = 2048
        /// How many octets of room a batch keeps for its next use. A larger one had many packets to share the cost.
        private static let reusedCapacity = 4096

        /// A writer of nothing yet.
        public init(leavesPadding: Bool = false) {
            self.leavesPadding = leavesPadding
        }

        /// Whether nothing waits to be handed out.
        public var isEmpty: Bool { current == nil }

        /// Adds a packet of `origins[origin]`. What is in `origins` already must be what was there before.
        public mutating func append(
            _ packet: ReceivedPacket, in bytes: RawSpan, of origin: Int, among origins: [Origin],
            captured: Instant?, layers: FrameLayers = FrameLayers(), isPreferred: Bool
        ) {
            let batch = current ?? begin()
            current = batch
            let start = batch.bytes.count
            batch.origins = origins
            batch.packets.append(
                Packet(
                    origin: origin, range: start..<start + bytes.byteCount, payload: packet.payload,
                    header: packet.header, place: packet.place, captured: captured,
                    extensions: packet.extensions, layers: layers, canBegin: packet.canBegin,
                    isPreferred: isPreferred))
            batch.bytes.append(bytes)
            // Padding that counts itself only (RFC 3550 §5.1).
            if leavesPadding { batch.bytes.append(1) }
        }

        /// Hands out what was added; `nil` when that is nothing.
        public mutating func finish() -> MediaBatch? {
            defer { current = nil }
            return current
        }

        /// An empty batch: the oldest if nobody refers to it any more, or else a new one.
        private mutating func begin() -> MediaBatch {
            if next >= pool.count { next = 0 }
            guard next < pool.count, isKnownUniquelyReferenced(&pool[next]) else { return make() }
            let batch = pool[next]
            next += 1
            if batch.bytes.capacity > Self.reusedCapacity { batch.bytes = [] }
            batch.bytes.removeAll(keepingCapacity: true)
            batch.packets.removeAll(keepingCapacity: true)
            return batch
        }

        private mutating func make() -> MediaBatch {
            let batch = MediaBatch()
            guard pool.count < Self.poolLimit else { return batch }
            pool.insert(batch, at: next)
            next += 1
            return batch
        }
    }
}
