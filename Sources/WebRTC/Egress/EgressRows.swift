/// Rows of plain memory, one behind the other, each named by its place while it is used.
struct EgressRows<Row> {
    /// The rows, and those that are free as they were left. The fan-out takes them from here: the subscript below makes a
    /// coroutine, which unoptimised code asks memory for.
    var rows: [Row] = []
    /// Places that are free.
    private var free: [Int32] = []

    /// A row that is used.
    @inline(__always)
    subscript(_ place: Int32) -> Row {
        get { rows[Int(place)] }
        _modify { yield &rows[Int(place)] }
    }

    /// How many rows are used.
    var count: Int { rows.count - free.count }

    /// Adds a row; returns its place.
    mutating func add(_ row: Row) -> Int32 {
        guard let place = free.popLast() else {
            rows.append(row)
            return Int32(rows.count - 1)
        }
        rows[Int(place)] = row
        return place
    }

    /// Frees a row. Its place is given out again.
    mutating func remove(_ place: Int32) {
        free.append(place)
    }
}
