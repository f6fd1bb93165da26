internal import RTP
internal import Timing
internal import WebRTC

/// The frames of one spatial and one temporal layer within a layer that its publisher sends: what they cost.
struct RungPart {
    /// Which they are.
    let fidelity: Fidelity
    /// What they cost, in bits a second, smoothed over some seconds: encoders spend less on a picture that stands still,
    /// and more on the next that moves.
    private(set) var bitsPerSecond = 0
    /// What came within the last second.
    private var rate = RateMeter()
    /// When a packet came last.
    private var lastPacket: Instant

    /// What did not come for so long is not being sent. A screen that stands still has a frame a second, of which every
    /// fourth may be of the lowest temporal layer. Until then it costs no more than it did: who wants it gets what there is.
    private static let patience = Duration.seconds(8)

    init(of layers: FrameLayers, costing bitsPerSecond: Int = 0, at now: Instant) {
        fidelity = Fidelity(spatialID: layers.spatialID, temporalID: layers.temporalID)
        self.bitsPerSecond = bitsPerSecond
        lastPacket = now
    }

    /// Whether there is any.
    func isSent(at now: Instant) -> Bool { lastPacket.duration(to: now) < Self.patience }

    /// Counts a packet.
    mutating func count(_ byteCount: Int, at now: Instant) {
        rate.add(byteCount, at: now)
        lastPacket = now
    }

    /// Follows the rate, or takes it as it is while that is new: up by half, so that nobody is sent more than the path takes
    /// for long, and down by a tenth.
    mutating func follow(isNew: Bool, at now: Instant) {
        let present = Int(clamping: rate.bitsPerSecond(at: now))
        let step = present - bitsPerSecond
        bitsPerSecond = isNew ? present : bitsPerSecond + (step > 0 ? step / 2 : step / 10)
    }
}
