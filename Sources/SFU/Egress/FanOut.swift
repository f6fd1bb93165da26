internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// Batches on their way to an audience: what is sent of them, in which order, and how far that is.
///
/// Audio goes before video, whenever it comes: it is small, and its gaps are heard. What is of one origin goes together,
/// in stretches that fit into one run each, so that a viewer gets all of it in one message if sizes allow. With a picture of
/// a scalable stream another stretch begins, since viewers may get more or less of it from there on.
struct FanOut {
    /// Packets of one origin that are sent together.
    struct Stretch {
        /// The batch that they are of.
        let batch: MediaBatch
        /// Which of its origins.
        let originIndex: Int
        /// What they are.
        let kind: MediaKind
        /// Where they are kept.
        let source: MediaSource
        /// Where they are in `packets`.
        let range: Range<Int>
        /// The first with which decoding can begin.
        let beginning: Int?
        /// Octets of their payloads.
        let byteCount: Int

        /// What they are of, for those who have to be decided on. It is many references to count.
        var origin: MediaBatch.Origin { batch.origins[originIndex] }
        /// Which layer of them.
        var layer: Int { batch.origins[originIndex].layer }
        /// The payload type that the publisher sends them under.
        var payloadType: UInt8 { batch.origins[originIndex].format.payloadType }
    }

    /// What is sent.
    private(set) var packets: [OutgoingPacket] = []
    /// How audio is sent.
    private var audio: [Stretch] = []
    /// How all else is.
    private var video: [Stretch] = []
    /// How many stretches of audio, and of video, were sent.
    private var sentAudio = 0, sentVideo = 0
    /// The next of those who get the stretch that is being sent.
    var next = 0
    /// Whether shorter packets of a frame are padded.
    private let padsFrames: Bool

    /// The most packets of a stretch: 48 of the usual size are a run of less than 65,507 octets.
    private static let longestStretch = 48
    /// How many packets may wait. More are not a burst, but a pace that is too slow for the stream.
    private static let mostWaiting = 2000

    init(padsFrames: Bool = false) {
        self.padsFrames = padsFrames
    }

    /// The audio to be sent now; `nil` when all was.
    var nextAudio: Stretch? { sentAudio < audio.count ? audio[sentAudio] : nil }

    /// What else is to be sent next; `nil` when all was.
    var nextVideo: Stretch? { sentVideo < video.count ? video[sentVideo] : nil }

    /// Whether so much waits that there must be no more of it.
    var isOverfull: Bool { packets.count > Self.mostWaiting }

    /// Adds a batch, whose packets are `kept` under these indices by the sources of their origins. What nobody wants is
    /// left out.
    mutating func add(
        _ batch: MediaBatch, kept: [UInt32], by sources: [MediaSource],
        where isWanted: (_ kind: MediaKind, _ layer: Int) -> Bool = { _, _ in true }
    ) {
        for index in batch.origins.indices {
            let id = batch.origins[index].source
            guard isWanted(batch.origins[index].kind, batch.origins[index].layer),
                let source = sources.first(where: { $0.id == id })
            else { continue }
            add(index, of: batch, kept, by: source)
        }
    }

    /// Adds the packets of one origin that viewers get.
    private mutating func add(
        _ origin: Int, of batch: MediaBatch, _ kept: [UInt32], by source: MediaSource
    ) {
        var (first, beginning) = (packets.count, Int?.none)
        for (index, packet) in batch.packets.enumerated()
        where packet.origin == origin {
            if packet.layers.startsPicture {
                close(first, beginning, origin, of: batch, source)
                (first, beginning) = (packets.count, nil)
            }
            if packet.canBegin, beginning == nil { beginning = packets.count }
            packets.append(OutgoingPacket(packet, index: kept[index]))
            guard packets.count - first == Self.longestStretch else { continue }
            close(first, beginning, origin, of: batch, source)
            (first, beginning) = (packets.count, nil)
        }
        close(first, beginning, origin, of: batch, source)
    }

    private mutating func close(
        _ first: Int, _ beginning: Int?, _ index: Int, of batch: MediaBatch, _ source: MediaSource
    ) {
        let range = first..<packets.count
        guard !range.isEmpty else { return }
        let kind = batch.origins[index].kind
        if padsFrames, kind == .video { FramePadding.pad(&packets, in: range) }
        let stretch = Stretch(
            batch: batch, originIndex: index, kind: kind, source: source, range: range, beginning: beginning,
            byteCount: packets[range].reduce(0) { $0 + $1.payloadByteCount })
        if kind == .audio { audio.append(stretch) } else { video.append(stretch) }
    }

    /// A stretch was sent to everybody. When it was the last, all batches are let go, to be used again once nobody refers
    /// to them.
    mutating func advance(past stretch: Stretch) {
        if stretch.kind == .audio { sentAudio += 1 } else { sentVideo += 1 }
        next = 0
        guard nextAudio == nil, nextVideo == nil else { return }
        packets.removeAll(keepingCapacity: true)
        audio.removeAll(keepingCapacity: true)
        video.removeAll(keepingCapacity: true)
        (sentAudio, sentVideo) = (0, 0)
    }
}
