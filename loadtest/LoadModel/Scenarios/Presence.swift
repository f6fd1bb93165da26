import Links

/// Who of one group is there at each moment, phase after phase.
///
/// The first `count` peers are there; ramps add and take away at the end of that row.
struct Presence {
    /// A peer comes or goes.
    struct Change: Equatable {
        var after: Duration
        var number: Int
        var comes: Bool
    }

    /// What happened so far, in the order of phases.
    private(set) var changes: [Change] = []
    /// How many there are.
    private(set) var count = 0
    /// How long all phases so far took.
    private var elapsed = Duration.zero
    /// Where chance comes from.
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// Adds what happens in the next phase.
    mutating func add(_ phase: Phase) {
        switch phase {
        case .hold: break
        case .ramp(let goal, let over): ramp(to: goal, over)
        case .crowd(let goal, let within): crowd(to: goal, within)
        case .churn(let duration, let stay, let away): churn(duration, stay: stay, away: away)
        case .drop(let away): drop(away)
        }
        elapsed += phase.duration
    }

    /// The first of n comes at once and the others a step apart, so that the last comes a step before the end.
    private mutating func ramp(to goal: Int, _ duration: Duration) {
        let step = duration / max(abs(goal - count), 1)
        var after = elapsed
        while count != goal {
            let comes = goal > count
            changes.append(Change(after: after, number: comes ? count : count - 1, comes: comes))
            count += comes ? 1 : -1
            after += step
        }
    }

    private mutating func crowd(to goal: Int, _ duration: Duration) {
        let moments = (count..<max(goal, count)).map { _ in elapsed + duration * generator.fraction() }
            .sorted()
        for after in moments {
            changes.append(Change(after: after, number: count, comes: true))
            count += 1
        }
    }

    /// Every peer for itself, from the middle of its first stay. In the end all who are away come back.
    private mutating func churn(_ duration: Duration, stay: Duration, away: Duration) {
        for number in 0..<count {
            var after = stay * generator.fraction()
            while after < duration, changes.count < Schedule.mostActions {
                changes.append(Change(after: elapsed + after, number: number, comes: false))
                let back = min(after + away * (0.5 + generator.fraction()), duration)
                changes.append(Change(after: elapsed + back, number: number, comes: true))
                after = back + max(stay * (0.5 + generator.fraction()), .milliseconds(1))
            }
        }
    }

    private mutating func drop(_ away: Duration) {
        for number in 0..<count {
            changes.append(Change(after: elapsed, number: number, comes: false))
            changes.append(Change(after: elapsed + away, number: number, comes: true))
        }
    }
}
