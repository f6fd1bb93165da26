import Bytes
import RTP
import Simulation
import Timing
import WebRTC

/// The receiving end: tells what arrived, asks for what is missing, and shows frames in order.
struct Viewer {
    /// Where a packet belongs.
    struct Packet: Hashable {
        /// Its number in the stream, which repeats keep.
        let number: Int
        /// Which frame it is of, and how many packets that has.
        let frame: Int
        let frameCount: Int
    }

    /// Tells what arrived.
    private var feedback = FeedbackGenerator()
    /// How many packets of each frame came.
    private var frames: [Int: Set<Int>] = [:]
    /// How many packets each frame has.
    private var counts: [Int: Int] = [:]
    /// The next frame to show, and when the last one was shown.
    private var nextFrame = 0
    private var shownAt: Instant?
    /// Packets that are missing, and when each was asked for last.
    private var missing: [Int: Instant] = [:]
    /// The number after the highest that came.
    private var next = 0
    /// When frames stood still for longer than a moment: until when, and for how long.
    private(set) var pauses: [(until: Instant, length: Duration)] = []

    /// When feedback wants to leave.
    var nextDeadline: Instant? { feedback.nextDeadline }

    /// A packet came.
    mutating func receive(_ packet: Packet?, _ transport: SequenceNumber, at now: Instant) {
        feedback.handle(TransportSequence(transport), of: SSRC(1), at: now)
        guard let packet else { return }
        if packet.number >= next {
            for number in next..<packet.number { missing[number] = .zero }
            next = packet.number + 1
        }
        missing[packet.number] = nil
        guard packet.frame >= nextFrame else { return }
        frames[packet.frame, default: []].insert(packet.number)
        counts[packet.frame] = packet.frameCount
        show(at: now)
    }

    /// The numbers to ask for again.
    mutating func requests(every interval: Duration, at now: Instant) -> [Int] {
        let due = missing.filter { $0.value == .zero || $0.value.duration(to: now) > interval }.map(\.key)
        for number in due { missing[number] = now }
        return due
    }

    /// A feedback message, when one is due.
    mutating func report(at now: Instant) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1200)
        var span = bytes.mutableBytes
        var writer = ByteWriter(&span)
        guard feedback.write(sender: SSRC(2), at: now, to: &writer) else { return nil }
        let count = writer.count
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private mutating func show(at now: Instant) {
        while let count = counts[nextFrame], frames[nextFrame]?.count == count {
            if let shownAt, shownAt.duration(to: now) > .milliseconds(150) {
                pauses.append((now, shownAt.duration(to: now)))
            }
            shownAt = now
            frames[nextFrame] = nil
            counts[nextFrame] = nil
            nextFrame += 1
        }
    }
}
