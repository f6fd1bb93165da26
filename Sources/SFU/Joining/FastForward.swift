internal import RTP
internal import Timing

/// One viewer on its way from the last keyframe to what is live: which packet it gets next, when, and under which
/// timestamp.
///
///     at the keyframe ──► hurrying ──── nothing is left, and the last picture has its own timestamp ──► live
///                            └──────── another keyframe came: what is in between is left out ◄──┘
///
/// A receiver takes the time of arrival of a picture, set against its timestamp, for the delay of the network. If old
/// pictures kept their timestamps, it would measure seconds of delay and keep them as its buffer, for the sound too.
/// So each picture of the fast forward counts as captured when it is sent: its timestamp is that of a picture which
/// arrives from the publisher at that moment (`LiveLine`), and the receiver sees a stream of many pictures a second
/// without delay, which it decodes and shows at once. Sender reports need no change for that, since the live pictures'
/// timestamps are their own all the time. Sound is live from the first packet on: it has no keyframes, nobody misses
/// what was said before one came, and it would be noise at ten times its speed.
///
/// Invariant: timestamps rise from picture to picture, and a picture never gets an older one than it had.
struct FastForward {
    /// How far it is.
    enum Stage {
        /// There is more to be sent, at `nextDeadline`.
        case hurrying
        /// All that there is was sent; what arrives next is sent at once.
        case waiting
        /// What comes next needs no hurry.
        case live
        /// The same, but timestamps ran ahead of the publisher's: they begin anew with the next packet.
        case liveAnew
        /// What it went through is gone: the viewer needs another beginning.
        case cutOff
    }

    /// The first place that was not sent.
    private var next: ExtendedSequenceNumber
    /// The last pictures that were sent, the latest last, with what was added to their timestamps.
    private var pictures: [(timestamp: RTPTimestamp, shift: UInt32)] = []
    /// Octets a second: at best, and at present.
    private let planned: Int
    private(set) var rate: Int
    /// How many octets may leave now; negative when a packet was larger than what was left.
    private var allowance: Int
    /// When the allowance was counted last.
    private var lastTurn: Instant
    /// When it began.
    private let began: Instant
    /// When it wants to go on at the latest.
    private(set) var nextDeadline: Instant
    /// How far it is.
    private(set) var stage = Stage.hurrying
    /// Whether the next packet is the first of a stretch of numbers.
    private var begins = true

    /// How much leaves at once.
    private static let turn = Duration.milliseconds(5)
    /// How long it takes where the rate's bounds permit.
    private static let aim = Duration.milliseconds(400)
    /// A tenth of the time that it makes up for, and no less than a fast start needs.
    private static let speed = 10, leastRate = 1_000_000
    /// A publisher that stands still, or whose timestamps make no sense, is waited for no longer.
    private static let patience = Duration.seconds(3)
    /// How many pictures a packet may come late.
    private static let memory = 16

    /// A fast forward through what a cache holds; `nil` when nobody can begin with that.
    init?<Content>(_ cache: borrowing GOPCache<Content>, limit: Int, at now: Instant) {
        guard cache.isOpen(at: now), let first = cache.packets.first, let start = cache.began else {
            return nil
        }
        next = first.place
        let elapsed = max(start.duration(to: now), .milliseconds(40))
        let live = Int(Double(cache.byteCount) / elapsed.seconds)
        let wanted = Int(Double(cache.byteCount) / Self.aim.seconds)
        let most = max(live * Self.speed, Self.leastRate)
        planned = max(min(wanted, most), live * 2, Self.leastRate)
        rate = min(planned, max(limit / 8, 1))
        allowance = Self.octets(in: Self.turn, at: rate)
        (began, lastTurn, nextDeadline) = (now, now, now)
    }

    /// Whether a packet is behind what was sent: it came late, and is to be passed on at once, shifted by this.
    func shift(ofLate place: ExtendedSequenceNumber, _ timestamp: RTPTimestamp) -> UInt32? {
        guard place < next else { return nil }
        return pictures.last { $0.timestamp == timestamp }?.shift
    }

    /// Goes on at no more than so many bits a second, which is what its path carries by now.
    mutating func follow(_ limit: Int) { rate = min(planned, max(limit / 8, 1)) }

    /// Sends what may leave now. `send` is told how many ticks to add to a packet's timestamp, and whether a stretch
    /// of numbers begins with it, and says whether the packet is one that the viewer gets.
    mutating func advance<Content>(
        through cache: borrowing GOPCache<Content>, at now: Instant,
        _ send: (_ packet: GOPCache<Content>.Packet, _ shift: UInt32, _ begins: Bool) -> Bool
    ) {
        guard stage == .hurrying || stage == .waiting else { return }
        earn(at: now)
        jump(to: cache.packets.first?.place)
        var index = cache.index(from: next)
        while index < cache.packets.count, allowance > 0 {
            let packet = cache.packets[index]
            let shift = shift(of: packet, at: index, in: cache, at: now)
            if send(packet, shift, begins) { allowance -= packet.byteCount }
            begins = false
            next = packet.place.advanced(by: 1)
            index += 1
        }
        settle(isAtEnd: index == cache.packets.count, isEmpty: cache.packets.isEmpty, at: now)
    }

    // MARK: Parts

    private mutating func earn(at now: Instant) {
        let passed = min(lastTurn.duration(to: now), Self.turn * 4)
        allowance = min(
            allowance + Self.octets(in: passed, at: rate), Self.octets(in: Self.turn * 4, at: rate))
        lastTurn = now
    }

    /// Leaves out what is before a newer keyframe.
    private mutating func jump(to first: ExtendedSequenceNumber?) {
        guard let first, first > next else { return }
        next = first
        begins = true
    }

    /// What to add to a packet's timestamp. A picture's is decided with its first packet: by when its last one will
    /// leave.
    private mutating func shift<Content>(
        of packet: GOPCache<Content>.Packet, at index: Int, in cache: borrowing GOPCache<Content>,
        at now: Instant
    ) -> UInt32 {
        if let known = pictures.last(where: { $0.timestamp == packet.timestamp }) { return known.shift }
        let left = max(cache.byteCountOfPicture(from: index) - allowance, 0)
        let done = now.advanced(by: .nanoseconds(Int64(left) * 1_000_000_000 / Int64(rate)))
        var wanted = cache.line.timestamp(at: done) ?? packet.timestamp
        if let last = pictures.last {
            let previous = RTPTimestamp(last.timestamp.value &+ last.shift)
            // What is live has its own timestamp as soon as that is later than the last picture's.
            if isLast(packet, in: cache), packet.timestamp.isAfter(previous) { wanted = packet.timestamp }
            if !wanted.isAfter(previous) { wanted = previous.advanced(by: 1) }
        }
        let shift = UInt32(max(wanted.distance(from: packet.timestamp), 0))
        if pictures.count == Self.memory { pictures.removeFirst() }
        pictures.append((packet.timestamp, shift))
        return shift
    }

    private func isLast<Content>(_ packet: GOPCache<Content>.Packet, in cache: borrowing GOPCache<Content>)
        -> Bool
    {
        cache.packets.last?.timestamp == packet.timestamp
    }

    /// Finds out how far it is, and when it goes on.
    private mutating func settle(isAtEnd: Bool, isEmpty: Bool, at now: Instant) {
        nextDeadline = now.advanced(by: Self.turn)
        if isEmpty {
            stage = .cutOff
        } else if began.duration(to: now) >= Self.patience {
            stage = isAtEnd ? .liveAnew : .cutOff
        } else if !isAtEnd {
            stage = .hurrying
        } else if pictures.last?.shift == 0 {
            stage = .live
        } else {
            stage = .waiting
            nextDeadline = began.advanced(by: Self.patience)
        }
    }

    private static func octets(in time: Duration, at rate: Int) -> Int {
        Int(max(time.nanoseconds, 0) / 1000 * Int64(rate) / 1_000_000)
    }
}
