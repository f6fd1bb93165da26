public import Timing

/// The value of the `date` field that every answer carries (RFC 9110 §6.6.1), rendered once a second.
///
/// A core asks no clock. Whoever owns the connections of a loop keeps one of these, hands it to each of them and
/// sets it as time goes by; all of them then write the same bytes.
public final class DateField {
    /// The rendered value, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    private(set) var text: [UInt8]
    /// Which second it was rendered for.
    private var second: Int64

    /// The field at `time`.
    public init(_ time: WallClock) {
        second = time.seconds
        text = Array(CalendarDate(time).httpDate.utf8)
    }

    /// Moves on to `time`; costs nothing within the same second.
    public func set(_ time: WallClock) {
        guard time.seconds != second else { return }
        second = time.seconds
        text = Array(CalendarDate(time).httpDate.utf8)
    }
}
