internal import RTP
internal import Timing

/// The packets of one layer since its last keyframe began, in order, for viewers who come now.
///
/// It refers to packets that are kept elsewhere (`Content` says where), and knows of each only what its header tells.
///
/// Invariants:
/// 1. Places rise, and the first is that of the packet with which decoding can begin.
/// 2. It holds at most `1 + slack` times the octets and the time of its bounds.
struct GOPCache<Content> {
    /// One packet.
    struct Packet {
        /// Its place in its source.
        let place: ExtendedSequenceNumber
        /// Its timestamp there: packets of one picture share it.
        let timestamp: RTPTimestamp
        /// How many octets it has.
        let byteCount: Int
        /// Where it is.
        let content: Content
    }

    /// How much is kept.
    private let settings: JoinSettings
    /// The packets.
    private(set) var packets: [Packet] = []
    /// Their octets.
    private(set) var byteCount = 0
    /// When the keyframe began to arrive; `nil` while there is none.
    private(set) var began: Instant?
    /// Which timestamp is now.
    private(set) var line: LiveLine

    /// Who has begun already may go on while nobody else can begin any more: a quarter more is kept for them.
    private static var slack: Int { 4 }

    init(_ settings: JoinSettings, clockRate: UInt32) {
        self.settings = settings
        line = LiveLine(clockRate: clockRate)
    }

    // MARK: Getters

    /// Whether a viewer may begin with what is here.
    func isOpen(at now: Instant) -> Bool {
        guard let began else { return false }
        return byteCount <= settings.byteLimit && began.duration(to: now) <= settings.maximumAge
    }

    /// The index of the first packet that is not before a place.
    func index(from place: ExtendedSequenceNumber) -> Int {
        var (low, high) = (0, packets.count)
        while low < high {
            let middle = (low + high) / 2
            if packets[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What is at a place.
    func packet(at place: ExtendedSequenceNumber) -> Content? {
        let index = index(from: place)
        return index < packets.count && packets[index].place == place ? packets[index].content : nil
    }

    /// How many octets from an index on belong to the same picture.
    func byteCountOfPicture(from index: Int) -> Int {
        var (end, count) = (index, 0)
        while end < packets.count, packets[end].timestamp == packets[index].timestamp {
            count += packets[end].byteCount
            end += 1
        }
        return count
    }

    // MARK: What arrives

    /// Takes a packet; whether it begins another keyframe. Those of the old one are let go then.
    @discardableResult
    mutating func add(_ packet: Packet, canBegin: Bool, at now: Instant) -> Bool {
        line.note(packet.timestamp, at: now)
        guard settings.maximumAge > .zero else { return false }
        let begins = canBegin && isNewer(packet)
        if begins { begin(with: packet, at: now) }
        guard began != nil, let first = packets.first, packet.place > first.place else { return begins }
        insert(packet)
        if isOverfull(at: now) { removeAll() }
        return begins
    }

    // MARK: Parts

    /// Whether a packet with which decoding can begin is of another keyframe than the one that is here: one may have
    /// several such packets, as H.264's parameter sets and slices are.
    private func isNewer(_ packet: Packet) -> Bool {
        guard let first = packets.first else { return true }
        return packet.place > first.place && packet.timestamp != first.timestamp
    }

    private mutating func begin(with packet: Packet, at now: Instant) {
        // Packets of the new keyframe may have overtaken its first one.
        packets.removeSubrange(..<index(from: packet.place))
        packets.insert(packet, at: 0)
        byteCount = packets.reduce(0) { $0 + $1.byteCount }
        began = now
    }

    private mutating func insert(_ packet: Packet) {
        if let last = packets.last, packet.place > last.place {
            packets.append(packet)
        } else {
            let index = index(from: packet.place)
            guard packets[index].place != packet.place else { return }
            packets.insert(packet, at: index)
        }
        byteCount += packet.byteCount
    }

    private func isOverfull(at now: Instant) -> Bool {
        guard let began else { return false }
        let age = began.duration(to: now)
        return byteCount > settings.byteLimit + settings.byteLimit / Self.slack
            || age > settings.maximumAge + settings.maximumAge / Self.slack
    }

    private mutating func removeAll() {
        packets = []
        (byteCount, began) = (0, nil)
    }
}
