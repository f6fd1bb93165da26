import RTP
import Testing
import Timing

/// What a viewer got of one kind of media, looked at as a player would.
struct Playback {
    let packets: [PlayedPacket]

    init(_ packets: [PlayedPacket]) {
        self.packets = packets
    }

    /// Whether every number from the first to the last was there.
    var isWhole: Bool {
        let places = Set(packets.map(\.place.value))
        guard let first = places.min(), let last = places.max() else { return false }
        return Int(last - first) + 1 == places.count
    }

    /// How many came twice.
    var repeated: Int { packets.count - Set(packets.map(\.place)).count }

    /// How far the time between neighbours is from that between their captures, at most, in milliseconds.
    func timestampError(clockRate: Double) -> Double {
        let sorted = packets.sorted { $0.place < $1.place }
        return zip(sorted, sorted.dropFirst()).map { one, other in
            let ticks = Double(other.timestamp.distance(from: one.timestamp))
            let passed = one.captured.duration(to: other.captured).seconds
            return abs(ticks / clockRate - passed) * 1000
        }
        .max() ?? .infinity
    }

    /// The longest time without a packet, between `start` and `end`.
    func longestPause(from start: Instant, to end: Instant) -> Duration {
        let times = [start] + packets.map(\.arrived).filter { $0 > start && $0 < end }.sorted() + [end]
        return zip(times, times.dropFirst()).map { $0.duration(to: $1) }.max() ?? .zero
    }

    /// The longest time without anything that can be decoded, between `start` and `end`: a packet can be when all have come
    /// since one with which decoding can begin.
    func longestStandstill(from start: Instant, to end: Instant) -> Duration {
        var times: [Instant] = []
        var last: (place: Int64, decoded: Instant)?
        for packet in packets.sorted(by: { ($0.place, $0.arrived) < ($1.place, $1.arrived) }) {
            let place = packet.place.value
            if let last, place == last.place { continue }
            if packet.isBeginning {
                last = (place, packet.arrived)
            } else if let before = last, before.place + 1 == place {
                last = (place, max(before.decoded, packet.arrived))
            } else {
                last = nil
            }
            if let last { times.append(last.decoded) }
        }
        let inside = [start] + times.filter { $0 > start && $0 < end }.sorted() + [end]
        return zip(inside, inside.dropFirst()).map { $0.duration(to: $1) }.max() ?? .zero
    }

    /// When a packet came first, after an instant.
    func first(after start: Instant) -> PlayedPacket? {
        packets.first { $0.arrived > start }
    }
}
