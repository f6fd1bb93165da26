extension Duration {
    /// The units that a text may have, largest first, in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Reads a whole number with its unit, such as `500ms`, `2s`, `5m` or `1h`. A bare number is none: whoever
    /// writes it may mean seconds or milliseconds.
    init?(text: String) {
        let digits = text.utf8.prefix { (48...57).contains($0) }
        guard let number = Int64(String(digits) ?? ""),
            let unit = Self.units.first(where: {
                $0.name.utf8.elementsEqual(text.utf8.dropFirst(digits.count))
            })
        else { return nil }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// The duration in the largest unit that leaves no rest, to the millisecond.
    var text: String {
        let (seconds, attoseconds) = components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "0s" }
        for unit in Self.units where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }
}
