/// Open connections by a number that is never used twice, in slots that are.
///
/// A number is the slot's index below and its generation above, so finding one is an index and a comparison, and a
/// number that outlived its connection finds nothing.
struct ConnectionTable<Connection: AnyObject> {
    /// One place for a connection.
    private struct Slot {
        var connection: Connection?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    /// Indices of slots that are free.
    private var free: [UInt32] = []

    /// How many connections are open.
    var count: Int { slots.count - free.count }

    /// Reserves a number for a connection that is about to be made.
    mutating func reserve() -> UInt64 {
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
        } else {
            index = UInt32(slots.count)
            slots.append(Slot())
        }
        return UInt64(slots[Int(index)].generation) << 32 | UInt64(index)
    }

    /// The connection of that number.
    subscript(number: UInt64) -> Connection? {
        get {
            let index = Int(UInt32(truncatingIfNeeded: number))
            guard index < slots.count, slots[index].generation == UInt32(truncatingIfNeeded: number >> 32)
            else {
                return nil
            }
            return slots[index].connection
        }
        set {
            let index = Int(UInt32(truncatingIfNeeded: number))
            precondition(
                slots[index].generation == UInt32(truncatingIfNeeded: number >> 32), "a number of the past")
            slots[index].connection = newValue
        }
    }

    /// Frees a number, with or without a connection.
    mutating func remove(_ number: UInt64) {
        let index = UInt32(truncatingIfNeeded: number)
        guard Int(index) < slots.count,
            slots[Int(index)].generation == UInt32(truncatingIfNeeded: number >> 32)
        else { return }
        slots[Int(index)].connection = nil
        slots[Int(index)].generation &+= 1
        free.append(index)
    }

    /// All open connections.
    var all: [Connection] { slots.compactMap(\.connection) }
}
