internal import Media
internal import Timing
internal import WebRTC

/// One layer of a stream's video, as it comes to one shard: what viewers of it begin with, and what it costs.
struct Rung {
    /// Which of the publisher's layers it is.
    let layer: Int
    /// What it is called: as its publisher does, or by its number.
    private(set) var name: String
    /// How large its pictures are; `nil` while that is not known.
    private(set) var size: PictureSize?
    /// Its packets since the last keyframe.
    let start: JoinPoint
    /// What it costs, in bits a second, smoothed over some seconds: encoders spend less on a picture that stands still,
    /// and more on the next that moves.
    private(set) var bitsPerSecond = 0
    /// What came within the last second.
    private var rate = RateMeter()
    /// When a packet came last.
    private var lastPacket: Instant
    /// When the first came.
    private let began: Instant

    /// A layer of which nothing came for so long is not being sent: screens that stand still have a frame a second.
    private static let patience = Duration.seconds(2)

    init(layer: Int, _ settings: JoinSettings, at now: Instant) {
        self.layer = layer
        name = String(layer)
        start = JoinPoint(settings)
        (lastPacket, began) = (now, now)
    }

    /// Whether its publisher sends it.
    func isSent(at now: Instant) -> Bool { lastPacket.duration(to: now) < Self.patience }

    /// Whether it has been there for long enough to say what it costs.
    func isKnown(at now: Instant) -> Bool { began.duration(to: now) >= .seconds(1) }

    /// Takes note of what a keyframe is of.
    mutating func describe(_ origin: MediaBatch.Origin) {
        if let name = origin.name { self.name = name }
        size = origin.size
    }

    /// Counts a packet.
    mutating func count(_ byteCount: Int, at now: Instant) {
        rate.add(byteCount, at: now)
        lastPacket = now
    }

    /// Follows the rate: up by half, so that nobody is sent more than the path takes for long, and down by a tenth.
    mutating func follow(at now: Instant) {
        let present = Int(clamping: rate.bitsPerSecond(at: now))
        let step = present - bitsPerSecond
        bitsPerSecond = isKnown(at: now) ? bitsPerSecond + (step > 0 ? step / 2 : step / 10) : present
    }
}
