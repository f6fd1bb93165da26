internal import Media

/// The pictures of the last segments, for who asks for them in another codec: so that nobody has to wait for the next keyframe, and
/// a whole segment is made at once.
struct PictureMemory {
    /// The units, a keyframe first, in ticks of 90 kHz on the timeline.
    private var units: [AccessUnit] = []
    /// How many octets they have.
    private var octets = 0

    /// The most units and octets that are remembered: what a transcoder can make in a few seconds.
    private static let mostUnits = 800, mostOctets = 16 << 20

    /// When the oldest is shown; `nil` when there is none.
    var oldest: Int64? { units.first?.decodeTime }

    /// Takes the next unit. Those from before a moment are of no use.
    mutating func append(_ unit: AccessUnit, since moment: Int64) {
        if unit.isSync { forget { $0.decodeTime < moment } }
        if units.count >= Self.mostUnits || octets > Self.mostOctets { forgetGroup() }
        guard unit.isSync || !units.isEmpty else { return }
        units.append(unit)
        octets += unit.bytes.count
    }

    /// The units from a moment on; a keyframe is shown then, or they begin with a later one.
    func units(since moment: Int64) -> ArraySlice<AccessUnit> {
        units.drop { $0.decodeTime < moment }.drop { !$0.isSync }
    }

    /// Forgets the oldest keyframe and what needs it.
    private mutating func forgetGroup() {
        let next = units.dropFirst().first(where: \.isSync)?.decodeTime ?? .max
        forget { $0.decodeTime < next }
    }

    private mutating func forget(while isOld: (AccessUnit) -> Bool) {
        let old = units.prefix { isOld($0) }
        octets -= old.reduce(0) { $0 + $1.bytes.count }
        units.removeFirst(old.count)
        // What is left of a group without its keyframe is of no use.
        let rest = units.prefix { !$0.isSync }
        octets -= rest.reduce(0) { $0 + $1.bytes.count }
        units.removeFirst(rest.count)
    }
}
