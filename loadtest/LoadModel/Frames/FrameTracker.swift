import RTP
public import Timing

/// Puts the packets of one track together to frames, without keeping any, and tells which of them a decoder could
/// decode.
///
///     packets, in any order ──► frames being filled, by place ──► in decode order, whole or given up ──► judged
///
/// A frame ends with the marked packet, or where the next packet has another timestamp; it begins behind the end of
/// the one before it. Frames leave in order: one that lacks a packet holds back those behind it until the packet
/// comes, until it is given up after `patience`, or until there are too many. Then what needs it cannot be decoded.
/// Sounds hold nothing back, since each packet is a frame that needs no other.
///
/// Plain values of less than 2 KiB, and nothing is allocated for a packet: there is one for each track of thousands of
/// viewers. One mutation, then `nextFrame` to `nil`, then the next.
///
/// Invariants:
/// 1. `frames[0..<count]` are in order of place and do not overlap.
/// 2. All of them are behind `finished`, once there is one.
public struct FrameTracker: Sendable {
    /// A frame that is being filled.
    private struct Entry: Sendable {
        /// Its time in the stream.
        var timestamp = RTPTimestamp(0)
        /// The places of the first and of the last packet that came.
        var low: Int64 = 0, high: Int64 = 0
        /// How many came.
        var count: Int32 = 0
        /// How many octets of payload they have.
        var byteCount: Int32 = 0
        /// When the first and the last came.
        var began = Instant.zero, touched = Instant.zero
        /// What the frame says about itself.
        var facts = FrameFacts()
        /// Whether its last packet came, by the mark.
        var hasEnd = false
        /// Whether it is only padding.
        var isPadding = false
        /// Whether a packet told what the frame is, and the lowest place of such a packet.
        var hasFacts = false
        var factsPlace: Int64 = 0
    }

    /// The codec whose payloads these are.
    public let codec: TrackCodec
    /// How long a frame may wait for a packet.
    private let patience: Duration
    /// The frames that are not finished.
    private var frames = InlineArray<16, Entry>(repeating: Entry())
    /// How many there are.
    private var count = 0
    /// The last place of the last frame that was finished; `nil` before the first packet.
    private var finished: Int64?
    /// Whether something before the next frame was given up.
    private var hasGap = false
    /// The newest place, and the one up to which nobody waits for what is missing.
    private var newest = Int64.min, givenUp = Int64.min
    /// What can be decoded.
    private var chain: DecodeChain
    /// What the stream's parameters say, with H.264.
    private var look = H264Look()
    /// What the stream's descriptors refer to, with AV1.
    private var structure: DependencyStructure?

    /// How many frames could be decoded.
    public private(set) var decodable: UInt64 = 0
    /// How many frames were whole and could not, for want of another.
    public private(set) var undecodable: UInt64 = 0
    /// How many frames were given up with packets missing. Frames of which no packet came are not known.
    public private(set) var incomplete: UInt64 = 0

    /// A tracker that waits for packets for at most `patience`; the default is what a viewer would call a freeze.
    public init(_ codec: TrackCodec, patience: Duration = .milliseconds(500)) {
        self.codec = codec
        self.patience = patience
        chain = DecodeChain(codec)
    }

    // MARK: Getters

    /// Whether only a keyframe helps: there was none yet, or frames of the lowest layer cannot be decoded.
    public var needsKeyframe: Bool { codec.isVideo && !chain.isIntact }

    /// When `nextFrame` gives up what is missing; `nil` while nothing is waited for.
    public var nextDeadline: Instant? {
        count > 0 && (isBehindGap || hasHole) ? frames[0].began.advanced(by: patience) : nil
    }

    // MARK: Arrivals

    /// Takes a packet that did not come before. One that comes after its frame was finished is too late.
    public mutating func handle(_ packet: borrowing PacketView, at now: Instant) {
        let place = packet.place.value
        if finished == nil { finished = place - 1 }
        newest = max(newest, place)
        guard let finished, place > finished else { return }
        insert(packet, at: now)
    }

    /// Nobody asks any longer for the packets that are missing up to here.
    public mutating func giveUpMissing() {
        givenUp = newest
    }

    /// The next frame in decode order that is whole or given up; `nil` when there is none yet.
    public mutating func nextFrame(at now: Instant) -> TrackedFrame? {
        while count > 0 {
            if isBehindGap {
                guard !waits(at: now) else { return nil }
                finished = frames[0].low - 1
                hasGap = true
            }
            let isWhole = isWhole
            guard isWhole || hasHole && !waits(at: now) else { return nil }
            let entry = removeFirst()
            finished = entry.high
            if !entry.isPadding { return judge(entry, isWhole: isWhole) }
        }
        return nil
    }

    // MARK: Parts

    /// Whether packets are missing in front of the first frame.
    private var isBehindGap: Bool { finished.map { frames[0].low > $0 + 1 } ?? false }

    /// Whether packets of the first frame are missing although later ones came.
    private var hasHole: Bool {
        !isWhole && (count > 1 || Int64(frames[0].count) <= frames[0].high - frames[0].low)
    }

    /// Whether the first frame has all its packets. Behind a gap only what it says tells where it begins.
    private var isWhole: Bool {
        let frame = frames[0]
        let hasEnd = frame.hasEnd || count > 1 && frames[1].low == frame.high + 1
        let hasStart =
            !hasGap || frame.isPadding || !codec.isVideo || frame.hasFacts && frame.factsPlace == frame.low
        return hasEnd && hasStart && Int64(frame.count) == frame.high - frame.low + 1
    }

    /// Whether the first frame, or the gap in front of it, may still wait for packets.
    private func waits(at now: Instant) -> Bool {
        codec.isVideo && count < 16 && frames[0].low > givenUp && frames[0].began.advanced(by: patience) > now
    }

    private mutating func judge(_ entry: Entry, isWhole: Bool) -> TrackedFrame {
        let isDecodable =
            isWhole && (!codec.isVideo || entry.hasFacts && chain.judge(entry.facts, hasGap: hasGap))
        hasGap = !isWhole
        switch (isWhole, isDecodable) {
        case (true, true): decodable += 1
        case (true, false): undecodable += 1
        case (false, _): incomplete += 1
        }
        return TrackedFrame(
            timestamp: entry.timestamp, isKeyframe: codec.isVideo && entry.facts.isKeyframe,
            isDecodable: isDecodable, byteCount: Int(entry.byteCount),
            temporalID: Int(entry.facts.temporalID),
            began: entry.began, completed: entry.touched)
    }

    /// Puts a packet into its frame, which is made when there is none.
    private mutating func insert(_ packet: borrowing PacketView, at now: Instant) {
        let place = packet.place.value
        var index = count
        while index > 0, frames[index - 1].low > place { index -= 1 }
        // `index - 1` is the last frame that begins at or before the place.
        if index > 0, belongs(packet, to: index - 1) {
            index -= 1
        } else if index < count, belongsBefore(packet, index) {
            // A frame whose first packets come late.
        } else {
            guard makeRoom(at: index) else { return }
            begin(index, packet, at: now)
        }
        add(packet, to: index, at: now)
    }

    private func belongs(_ packet: borrowing PacketView, to index: Int) -> Bool {
        let frame = frames[index]
        let isInside = packet.place.value <= frame.high || !frame.hasEnd
        return frame.timestamp == packet.timestamp && !frame.isPadding && !packet.payload.isEmpty && isInside
            && codec.isVideo
    }

    private func belongsBefore(_ packet: borrowing PacketView, _ index: Int) -> Bool {
        let frame = frames[index]
        return frame.timestamp == packet.timestamp && !frame.isPadding && !packet.payload.isEmpty
            && !packet.isMarked && codec.isVideo
    }

    private mutating func begin(_ index: Int, _ packet: borrowing PacketView, at now: Instant) {
        let place = packet.place.value
        let isPadding = packet.payload.isEmpty
        frames[index] = Entry(
            timestamp: packet.timestamp, low: place, high: place, began: now, touched: now,
            hasEnd: isPadding || !codec.isVideo, isPadding: isPadding)
    }

    private mutating func add(_ packet: borrowing PacketView, to index: Int, at now: Instant) {
        let place = packet.place.value
        frames[index].low = min(frames[index].low, place)
        frames[index].high = max(frames[index].high, place)
        frames[index].count += 1
        frames[index].byteCount &+= Int32(truncatingIfNeeded: packet.payload.byteCount)
        frames[index].touched = now
        if packet.isMarked { frames[index].hasEnd = true }
        noteFacts(packet, index)
    }

    /// Adds what the packet says about its frame. H.264 and H.265 may spread it over several, other codecs
    /// say all in the first.
    private mutating func noteFacts(_ packet: borrowing PacketView, _ index: Int) {
        let place = packet.place.value
        let isFirst = !frames[index].hasFacts || place < frames[index].factsPlace
        switch codec {
        case .h264:
            guard look.look(at: packet.payload, &frames[index].facts) else { return }
        case .h265:
            if codec.startsKeyframe(packet.payload) { frames[index].facts.isKeyframe = true }
            guard FrameFacts.beginsUnit(h265: packet.payload) else { return }
        case .vp8:
            guard isFirst, let facts = FrameFacts(vp8: packet) else { return }
            frames[index].facts = facts
        case .vp9:
            guard isFirst, let facts = FrameFacts(vp9: packet) else { return }
            frames[index].facts = facts
        case .av1:
            guard isFirst, let facts = FrameFacts(av1: packet, &structure) else { return }
            frames[index].facts = facts
        case .opus: return
        }
        if isFirst { (frames[index].hasFacts, frames[index].factsPlace) = (true, place) }
    }

    /// Makes room for a frame; the owner drains after each packet, so that there always is.
    private mutating func makeRoom(at index: Int) -> Bool {
        guard count < 16 else { return false }
        var last = count
        while last > index {
            frames[last] = frames[last - 1]
            last -= 1
        }
        count += 1
        return true
    }

    private mutating func removeFirst() -> Entry {
        let first = frames[0]
        for index in 1..<max(count, 1) { frames[index - 1] = frames[index] }
        count -= 1
        return first
    }
}
