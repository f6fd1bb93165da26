/// A UTC moment broken into the fields of the Gregorian calendar.
public struct CalendarDate: Hashable, Sendable {
    /// The year, such as 2026.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, 1 to 31.
    public let day: Int
    /// The day of the week, 0 for Sunday to 6 for Saturday.
    public let weekday: Int
    /// Hour, minute and second of the day.
    public let hour: Int, minute: Int, second: Int
    /// Milliseconds of the second, 0 to 999.
    public let millisecond: Int

    /// The calendar's fields of `time`.
    public init(_ time: WallClock) {
        let seconds = Int(time.seconds)
        let days = seconds.floorDivided(by: 86_400)
        let ofDay = seconds - days * 86_400
        hour = ofDay / 3600
        minute = ofDay / 60 % 60
        second = ofDay % 60
        millisecond = Int(time.nanoseconds).modulo(1_000_000_000) / 1_000_000
        weekday = (days + 4).modulo(7)  // 1970-01-01 was a Thursday.

        // Days to a date in the proleptic Gregorian calendar, counted in eras of 400 years that begin on
        // 1 March, so that the leap day comes last (H. Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// RFC 3339 with milliseconds, such as `2026-11-21T04:08:15.250Z`.
    public var rfc3339: String {
        "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))T\(clockTime).\(millisecond.padded(3))Z"
    }

    /// Hours, minutes and seconds, such as `04:08:15`.
    public var clockTime: String {
        "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))"
    }

    /// RFC 9110 §5.6.7 IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    public var httpDate: String {
        "\(Self.weekdays[weekday]), \(day.padded(2)) \(Self.months[month - 1]) \(year.padded(4)) \(clockTime) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension Int {
    /// Division that rounds towards negative infinity.
    fileprivate func floorDivided(by divisor: Int) -> Int {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }

    /// The remainder of that division, never negative.
    fileprivate func modulo(_ divisor: Int) -> Int {
        // Not `self - quotient * divisor`: that product may lie below the least integer.
        self % divisor + (self % divisor < 0 ? divisor : 0)
    }

    /// Decimal digits with zeros in front up to `width`.
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(width - digits.count, 0)) + digits
    }
}
