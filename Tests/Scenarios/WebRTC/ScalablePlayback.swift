import RTP
import Testing

/// What a viewer got of a scalable stream, looked at as a decoder would.
struct ScalablePlayback {
    /// In order of their numbers.
    let packets: [(packet: PlayedPacket, frame: Scalability.Frame)]

    /// Those of `packets` that the publisher sent as it remembers.
    init(_ packets: [PlayedPacket], of scalability: Scalability) {
        self.packets = packets.sorted { $0.place < $1.place }.compactMap { packet in
            scalability.frames[packet.number].map { (packet, $0) }
        }
    }

    /// What a decoder would not like, in order.
    var complaints: [String] {
        var complaints: [String] = []
        var decoded: Set<Scalability.Frame.Need> = []
        var rest = packets[...]
        while let (first, frame) = rest.first {
            let packets = rest.prefix { $0.frame == frame }
            rest = rest.dropFirst(packets.count)
            if packets.count != frame.packets { complaints.append("\(frame) has \(packets.count) packets") }
            if let missing = frame.needs.first(where: { !decoded.contains($0) }) {
                complaints.append("\(frame) misses \(missing)")
            }
            decoded.insert(Scalability.Frame.Need(picture: frame.picture, spatialID: frame.spatialID))
            let isLast = rest.first.map { $0.frame.picture != frame.picture } ?? true
            for (index, each) in packets.enumerated() where rest.first != nil {
                let isDue = isLast && index == packets.count - 1
                if each.packet.isMarked != isDue { complaints.append("\(frame) is marked \(!isDue)") }
            }
            if !packets.allSatisfy(\.packet.isIntact) { complaints.append("\(frame) is not intact") }
            if let next = rest.first, isLast, !first.counters.isFollowed(by: next.packet.counters, next.frame)
            {
                complaints.append("\(first.counters) before \(next.packet.counters)")
            }
        }
        return complaints + gaps
    }

    /// Numbers that are missing.
    private var gaps: [String] {
        zip(packets, packets.dropFirst()).compactMap { one, other in
            other.packet.place.value == one.packet.place.value + 1
                ? nil : "nothing between \(one.packet.place.value) and \(other.packet.place.value)"
        }
    }

    /// The pictures that it shows: the highest layers of each.
    var shown: [Fidelity] {
        let pictures = Dictionary(grouping: packets, by: \.frame.picture)
        return pictures.keys.sorted().map { picture in
            let frames = pictures[picture]?.map(\.frame) ?? []
            return Fidelity(
                spatialID: UInt8(frames.map(\.spatialID).max() ?? 0),
                temporalID: UInt8(frames.map(\.temporalID).max() ?? 0))
        }
    }
}

extension FrameCounters {
    /// Whether the counters of VP8 are those of the next picture.
    fileprivate func isFollowed(by other: FrameCounters, _ frame: Scalability.Frame) -> Bool {
        guard let pictureID, let tl0PicIdx, let keyIdx else { return true }
        let base: UInt8 = frame.temporalID == 0 ? 1 : 0, key: UInt8 = frame.isKey ? 1 : 0
        return other.pictureID?.value == (pictureID.value + 1) & 0x7FFF
            && other.tl0PicIdx == tl0PicIdx &+ base
            && other.keyIdx == (keyIdx + key) & 31
    }
}
