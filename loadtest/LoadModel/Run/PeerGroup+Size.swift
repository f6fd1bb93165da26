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
