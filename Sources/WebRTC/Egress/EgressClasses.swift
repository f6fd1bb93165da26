/// The classes of viewers that there are, each named by a number while anybody is of it.
struct EgressClasses {
    /// One class.
    private struct Entry {
        /// What it is.
        var egressClass: EgressClass
        /// How many tracks are of it; 0 for a number that is free.
        var users: Int
    }

    /// The classes by number.
    private var entries: [Entry] = []

    /// What a number stands for.
    subscript(_ number: Int) -> EgressClass { entries[number].egressClass }

    /// How many numbers there are.
    var count: Int { entries.count }

    /// The number of a class, for one more track. O(classes): it is asked for when a viewer begins.
    mutating func join(_ egressClass: EgressClass) -> Int {
        if let known = entries.firstIndex(where: { $0.users > 0 && $0.egressClass == egressClass }) {
            entries[known].users += 1
            return known
        }
        let new = Entry(egressClass: egressClass, users: 1)
        if let free = entries.firstIndex(where: { $0.users == 0 }) {
            entries[free] = new
            return free
        }
        entries.append(new)
        return entries.count - 1
    }

    /// One track fewer is of a class.
    mutating func leave(_ number: Int) {
        entries[number].users -= 1
    }
}
