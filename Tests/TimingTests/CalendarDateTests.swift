import Testing
import Timing

@Suite struct CalendarDateTests {
    private static let secondsPerDay: Int64 = 86_400

    @Test(
        "known moments have their names",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            // The example of RFC 9110 §5.6.7.
            (784_111_777, "1994-11-06T08:49:37.000Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "2000-02-29T00:00:00.000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
            (-1, "1969-12-31T23:59:59.000Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
            (-2_203_891_200, "1900-03-01T00:00:00.000Z", "Thu, 01 Mar 1900 00:00:00 GMT"),
        ] as [(Int64, String, String)])
    func known(seconds: Int64, rfc3339: String, httpDate: String) {
        let date = CalendarDate(WallClock(seconds: seconds))
        #expect(date.rfc3339 == rfc3339)
        #expect(date.httpDate == httpDate)
    }

    /// Walks the calendar by its rules, a day at a time, and looks whether every day is called the same.
    @Test("four hundred years of days follow one another as the calendar says")
    func everyDay() {
        var (year, month, day, weekday) = (1800, 1, 1, 3)  // 1800-01-01 was a Wednesday.
        let first: Int64 = -62_091  // It was so many days before 1970-01-01.
        var mistakes = 0
        for number in first..<first + 146_097 {
            let date = CalendarDate(WallClock(seconds: number * Self.secondsPerDay + 1))
            let agrees = date.year == year && date.month == month && date.day == day
            if !agrees || date.weekday != weekday { mistakes += 1 }
            weekday = (weekday + 1) % 7
            day += 1
            guard day > Self.days(in: month, of: year) else { continue }
            (month, day) = (month + 1, 1)
            guard month > 12 else { continue }
            (year, month) = (year + 1, 1)
        }
        #expect(mistakes == 0)
        #expect((year, month, day, weekday) == (2200, 1, 1, 3))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test(
        "fractions of a second count forward, also before 1970",
        arguments: [
            (1_250_999_999, "1970-01-01T00:00:01.250Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-1_000_000, "1969-12-31T23:59:59.999Z"), (-1_000_001, "1969-12-31T23:59:59.998Z"),
        ] as [(Int64, String)])
    func fractions(nanoseconds: Int64, rfc3339: String) {
        #expect(CalendarDate(WallClock(nanoseconds: nanoseconds)).rfc3339 == rfc3339)
    }

    @Test("the ends of the axis have dates too")
    func ends() {
        #expect(CalendarDate(WallClock(nanoseconds: .min)).rfc3339 == "1677-09-21T00:12:43.145Z")
        #expect(CalendarDate(WallClock(nanoseconds: .max)).rfc3339 == "2262-04-11T23:47:16.854Z")
    }
}
