import Media
import Packaging
import RTP
import Timing
import WebRTC

/// Measures what one layer of pictures brings: what players choose a layer by, whether that is packaged or not.
struct LayerMeter {
    /// The source that it is of.
    private var source: UInt32?
    /// How large its pictures are.
    private var size: PictureSize?
    /// Whether it is the best.
    private var isBest = false
    /// When its last packet came.
    private var last = Instant.zero
    /// When the present while began, and its octets.
    private var start: Instant?
    private var octets = 0
    /// The first and the last picture of it, and how many came after the first.
    private var begin: RTPTimestamp?
    private var newest = RTPTimestamp(0)
    private var pictures = 0
    /// What whiles that are over have shown: bits a second, and pictures in a thousand seconds.
    private var rates = RateTally()
    private var frameRate: Int?

    /// How long a while is: half a segment, so that one has a keyframe's octets spread as a segment does, and the first is over
    /// when a stream begins.
    private static let window = Duration.seconds(2)
    /// How long a layer is silent that does not come any more.
    private static let silence = Duration.seconds(3)

    /// Takes a packet.
    mutating func add(_ packet: MediaBatch.Packet, of origin: MediaBatch.Origin, at now: Instant) {
        if source != origin.source {
            // What comes next is most likely as fast.
            let known = frameRate
            self = LayerMeter()
            (source, frameRate) = (origin.source, known)
        }
        let begun = start ?? now
        start = begun
        if begun.duration(to: now) >= Self.window { endWindow(since: begun, at: now) }
        (size, isBest, last) = (origin.size, packet.isPreferred, now)
        octets += packet.payload.count
        let timestamp = packet.header.timestamp
        if begin == nil {
            (begin, newest) = (timestamp, timestamp)
        } else if timestamp.isAfter(newest) {
            newest = timestamp
            pictures += 1
        }
    }

    /// What was measured of it by now; `nil` when it does not come any more.
    func measure(of layer: Int, at now: Instant) -> LayerMeasure? {
        guard let start, last.duration(to: now) < Self.silence else { return nil }
        var present = rates
        present.add(octets, over: start.duration(to: last))
        let average = present.average
        return LayerMeasure(
            layer: layer, isBest: isBest, size: size, frameRate: frameRate ?? presentFrameRate,
            peak: max(rates.peak, average), average: average)
    }

    private mutating func endWindow(since start: Instant, at now: Instant) {
        rates.add(octets, over: start.duration(to: now))
        frameRate = presentFrameRate ?? frameRate
        (self.start, octets, begin, pictures) = (now, 0, nil, 0)
    }

    /// Pictures in a thousand seconds by their own clock, which is 90 kHz; half a second shows it. Fewer than one in two seconds are
    /// no rate: that clock was set.
    private var presentFrameRate: Int? {
        guard let begin else { return nil }
        let ticks = newest.distance(from: begin)
        let rate = ticks >= 45_000 ? pictures * 90_000_000 / ticks : 0
        return rate >= 500 ? rate : nil
    }
}
