internal import Timing

/// Who asks for a track in another codec: it is made while anybody does, and a while longer.
struct BridgeDemand {
    /// When anybody asked last; `nil` while nothing is made.
    private var last: Instant?
    /// The first numbers that no segment and no section has of what was made before.
    private(set) var unused = (segment: 0, initialization: 0)

    /// How long it is made for nobody.
    private static let idleTime = Duration.seconds(60)

    /// Whether it is made.
    var isThere: Bool { last != nil }

    /// Whether nobody has asked for long enough.
    func isIdle(at now: Instant) -> Bool {
        last.map { $0.duration(to: now) >= Self.idleTime } ?? false
    }

    /// Somebody asks; whether it begins with that.
    mutating func note(at now: Instant) -> Bool {
        defer { last = now }
        return last == nil
    }

    /// It is made no more; its rendition had numbers up to these.
    mutating func end(_ numbers: (segment: Int, initialization: Int)?) {
        last = nil
        guard let numbers else { return }
        unused = (max(numbers.segment, unused.segment), numbers.initialization)
    }
}
