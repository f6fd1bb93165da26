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
    /// When its first packet came, and its last.
    private var first: Instant?
    private var last = Instant.zero
    /// When the present while began, and its octets.
    private var start = Instant.zero
    private var octets = 0
    /// The first and the last picture of it, and how many came after the first.
    private var begin: RTPTimestamp?
    private var newest = RTPTimestamp(0)
    private var pictures = 0
    /// What whiles that are over have shown: the most bits a second, all octets, pictures in a thousand seconds.
    private var peak: Int64 = 0
    private var total: Int64 = 0
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
        if first == nil { (first, start) = (now, now) }
        if start.duration(to: now) >= Self.window { endWindow(at: now) }
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
        guard let first, last.duration(to: now) < Self.silence else { return nil }
        let time = max(first.duration(to: last).nanoseconds, 1_000_000)
        let average = Self.bitrate(total + Int64(octets), time)
        return LayerMeasure(
            layer: layer, isBest: isBest, size: size, frameRate: frameRate ?? presentFrameRate,
            peak: max(peak, average), average: average)
    }

    private mutating func endWindow(at now: Instant) {
        peak = max(peak, Self.bitrate(Int64(octets), start.duration(to: now).nanoseconds))
        total += Int64(octets)
        frameRate = presentFrameRate ?? frameRate
        (start, octets, begin, pictures) = (now, 0, nil, 0)
    }

    /// Pictures in a thousand seconds by their own clock, which is 90 kHz; half a second shows it.
    private var presentFrameRate: Int? {
        guard let begin else { return nil }
        let ticks = newest.distance(from: begin)
        return ticks >= 45_000 ? pictures * 90_000_000 / ticks : nil
    }

    private static func bitrate(_ octets: Int64, _ nanoseconds: Int64) -> Int64 {
        octets * 8 * 1_000_000 / max(nanoseconds / 1000, 1)
    }
}
