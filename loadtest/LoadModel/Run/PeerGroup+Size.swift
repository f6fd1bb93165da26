extension Scenario {
    /// How many viewers there are at most, as far as that is known.
    var mostViewers: Int {
        groups.filter { $0.role == .watch || $0.role == .hls }.reduce(0) { $0 + $1.mostMembers }
    }
}

extension PeerGroup {
    /// How many of its members there are at most at any moment.
    var mostMembers: Int {
        phases.reduce(0) { most, phase in
            switch phase {
            case .ramp(let goal, _), .crowd(let goal, _): max(most, goal)
            case .hold, .churn, .drop: most
            }
        }
    }
}
