internal import Media

/// The sound of the last while, for who asks for it in another codec: so that it begins with what there is of the original.
struct SoundMemory {
    /// The units, the oldest first, in ticks of 48 kHz on the timeline; some are older than need be.
    private var units: [AccessUnit] = []

    /// How long a unit stays, in ticks: five usual segments.
    private static let kept: Int64 = 20 * 48_000

    /// When the oldest begins; `nil` when there is none.
    var oldest: Int64? { units.first?.decodeTime }

    /// Takes the next unit.
    mutating func append(_ unit: AccessUnit) {
        // Now and then, since those that stay are moved.
        if let oldest, unit.decodeTime - oldest > 2 * Self.kept {
            units.removeFirst(units.prefix { unit.decodeTime - $0.decodeTime > Self.kept }.count)
        }
        units.append(unit)
    }

    /// The units of which something is heard after a moment.
    func units(since moment: Int64) -> ArraySlice<AccessUnit> {
        units.drop { $0.decodeTime + ($0.duration ?? 0) <= moment }
    }
}
