/// Figures as people read them: three digits that count, and a unit that fits.
enum FigureText {
    /// A time in microseconds, such as `850 µs`, `12.4 ms` or `1.25 s`.
    static func time(microseconds: Double) -> String {
        let size = microseconds.magnitude
        if size < 1000 { return "\(rounded(microseconds)) µs" }
        if size < 1_000_000 { return "\(rounded(microseconds / 1000)) ms" }
        return "\(rounded(microseconds / 1_000_000)) s"
    }

    /// Bits a second, from thousands of them.
    static func rate(kilobits: Double) -> String {
        kilobits.magnitude < 1000 ? "\(rounded(kilobits)) kb/s" : "\(rounded(kilobits / 1000)) Mb/s"
    }

    /// A value of a distribution.
    static func value(_ value: Double, _ unit: Distribution.Unit) -> String {
        unit == .microseconds ? time(microseconds: value) : rate(kilobits: value)
    }

    /// A share as a percentage. Only what is all of it is called 100 %, and only nothing 0 %.
    static func share(_ share: Double) -> String {
        let percent = share * 100
        if percent > 99.95, percent < 100 { return "> 99.9 %" }
        if percent > 0, percent < 0.001 { return "< 0.001 %" }
        return "\(rounded(percent)) %"
    }

    /// A count with a thin gap between thousands.
    static func count(_ count: Int) -> String {
        let digits = String(count.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return (count < 0 ? "-" : "") + text
    }

    /// Seconds as minutes and seconds: `1:05`.
    static func clock(seconds: Int) -> String {
        let rest = seconds % 60
        return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A number with three digits that count, and no zeros behind the point that say nothing.
    static func rounded(_ value: Double) -> String {
        guard value.isFinite else { return "?" }
        let size = value.magnitude
        let places = size < 1 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0
        return fixed(value, places)
    }

    /// A number with at most so many places behind the point.
    static func fixed(_ value: Double, _ places: Int) -> String {
        let scale = (0..<places).reduce(1) { product, _ in product * 10 }
        guard value.isFinite, value.magnitude < 1e15 else { return "?" }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0, scaled % scale != 0 else { return "\(sign)\(scaled / scale)" }
        var rest = String(scaled % scale)
        rest = String(repeating: "0", count: places - rest.count) + rest
        while rest.last == "0" { rest.removeLast() }
        return "\(sign)\(scaled / scale).\(rest)"
    }
}
