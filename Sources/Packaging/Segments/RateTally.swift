internal import Bytes

/// How many bits a second a rendition has: `BANDWIDTH` and `AVERAGE-BANDWIDTH` (RFC 8216bis §4.4.6.2).
struct RateTally: Sendable {
    /// The most of any segment.
    private(set) var peak: Int64 = 0
    /// Octets and nanoseconds of all.
    private var octets: Int64 = 0, time: Int64 = 0

    /// The mean of all segments.
    var average: Int64 { time > 0 ? Self.bitrate(octets, time) : peak }

    /// Takes a finished segment.
    mutating func add(_ segment: Segment, nanoseconds: (Int64) -> Int64) {
        guard let bytes = segment.bytes, let duration = segment.duration else { return }
        let length = max(nanoseconds(duration), 1)
        octets += Int64(bytes.count)
        time += length
        // Segments far shorter than others are not what a peak is measured by.
        if length >= 500_000_000 { peak = max(peak, Self.bitrate(Int64(bytes.count), length)) }
    }

    /// Bits a second; in microseconds, so that the product stays inside 64 bits.
    private static func bitrate(_ octets: Int64, _ nanoseconds: Int64) -> Int64 {
        octets * 8 * 1_000_000 / max(nanoseconds / 1000, 1)
    }
}
