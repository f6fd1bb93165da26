import Bytes
import RTP
import Timing

@testable import LoadModel

/// Sends a clip round and round, in real time: timestamps and picture numbers go on from turn to turn.
///
/// One for each publisher's track. The owner asks for what is due, sends it and comes back at `nextDeadline`.
struct ClipPlayer: Sendable {
    /// A packet to send.
    struct Departure: Sendable {
        /// Which payload of the clip it is.
        let index: Int
        /// Which frame it is of, counted through all turns.
        let frame: Int64
        /// Its timestamp.
        let timestamp: RTPTimestamp
        /// Whether its marker bit is set.
        let isMarked: Bool
        /// When its frame is due, which is when it was captured.
        let captured: Instant
    }

    /// What is played.
    let clip: Clip
    /// When the first frame was due.
    private let start: Instant
    /// The timestamp of the first frame.
    private let firstTimestamp: RTPTimestamp
    /// How many turns are over.
    private var turn: Int64 = 0
    /// The next packet of this turn.
    private var next = 0

    /// A player that begins at `start` with a random timestamp of the caller's.
    init(_ clip: Clip, timestamp: RTPTimestamp, at start: Instant) {
        self.clip = clip
        self.start = start
        firstTimestamp = timestamp
    }

    /// When the next packet is due; `nil` for a clip without any.
    var nextDeadline: Instant? { clip.packets.isEmpty ? nil : due }

    /// The next packet that is due; `nil` when there is none by now.
    mutating func next(at now: Instant) -> Departure? {
        guard !clip.packets.isEmpty, due <= now else { return nil }
        let packet = clip.packets[next]
        let departure = Departure(
            index: next, frame: turn * Int64(clip.frameCount) + Int64(packet.frame),
            timestamp: firstTimestamp.advanced(by: Int(truncatingIfNeeded: ticks)), isMarked: packet.isMarked,
            captured: due)
        next += 1
        if next == clip.packets.count { (turn, next) = (turn + 1, 0) }
        return departure
    }

    /// Appends a packet's payload, with its time mark and its picture number written in.
    func appendPayload(of departure: Departure, markedAt time: WallClock, to bytes: inout [UInt8]) {
        let packet = clip.packets[departure.index]
        let start = bytes.count
        bytes.append(contentsOf: clip.bytes[packet.range])
        let number = UInt16(truncatingIfNeeded: departure.frame)
        rewrite(packet, number, in: &bytes, at: start)
        guard let offset = packet.markOffset else { return }
        var all = bytes.mutableBytes
        _ = TimeMark(time).store(in: &all, at: start + offset)
    }

    private func rewrite(_ packet: Clip.Packet, _ number: UInt16, in bytes: inout [UInt8], at start: Int) {
        let media = clip.bytes
        let payload = media.bytes.extracting(packet.range)
        switch clip.codec {
        case .vp8:
            guard let descriptor = VP8Descriptor(payload) else { return }
            var all = bytes.mutableBytes
            _ = descriptor.rewrite(pictureID: number, tl0PicIdx: 0, keyIdx: 0, in: &all, at: start)
        case .vp9:
            guard let descriptor = VP9Descriptor(payload) else { return }
            var all = bytes.mutableBytes
            _ = descriptor.rewrite(pictureID: number, tl0PicIdx: 0, in: &all, at: start)
        case .h264, .h265, .av1, .opus: return
        }
    }

    /// How many ticks after the first frame the next packet's is shown.
    private var ticks: Int64 { turn * clip.ticks + clip.times[clip.packets[next].frame] }

    private var due: Instant {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: Int64(clip.codec.clockRate))
        let nanoseconds = rest * 1_000_000_000 / Int64(clip.codec.clockRate)
        return start.advanced(by: .seconds(seconds) + .nanoseconds(nanoseconds))
    }
}
