/// What the benchmark prints, a line as soon as it is known.
struct Table {
    /// Whether all ratios so far are accepted.
    private(set) var isHeld = true

    init() {
        print(Self.line("hop", "ns", "planned ns", "plain ns", "ratio", "limit"))
    }

    /// Prints one line.
    mutating func add(_ measurement: Measurement) {
        isHeld = isHeld && measurement.isHeld
        print(
            Self.line(
                measurement.hop.name, Self.number(measurement.ours), measurement.hop.planned,
                measurement.plain.map(Self.number) ?? "-", measurement.ratio.map(Self.ratio) ?? "-",
                measurement.hop.limit.map(Self.ratio) ?? "-", measurement.isHeld ? "" : "NOT HELD"))
    }

    /// What the columns mean.
    var note: String {
        """
        ns: for one hop, median of seven runs. planned: the design's figure, taken on a quiet machine of two cores.
        plain: the same work by plain system calls in this very run; ratio: ours to plain. An echo is per datagram of
        1,216 bytes, there and back: two sends and two receives.
        """
    }

    private static let widths = [38, 9, 26, 9, 6, 6]

    private static func line(_ cells: String...) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(
                repeating: " ", count: max((index < widths.count ? widths[index] : 0) - cell.count, 0))
            // Names to the left, numbers to the right.
            line += (index == 0 ? cell + padding : padding + cell) + "  "
        }
        return line
    }

    /// Three digits at least, and no more behind the point than that needs.
    private static func number(_ value: Double) -> String {
        guard value < 100 else { return "\(Int(value.rounded()))" }
        return "\((value * 10).rounded() / 10)"
    }

    private static func ratio(_ value: Double) -> String {
        "\((value * 100).rounded() / 100)"
    }
}
