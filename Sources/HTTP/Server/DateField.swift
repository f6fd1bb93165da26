internal import Bytes
public import Timing

/// The value of the `date` field that every answer carries (RFC 9110 §6.6.1), rendered once a second.
///
/// A core asks no clock. Whoever owns the connections of a loop keeps one of these, hands it to each of them and
/// sets it as time goes by; all of them then write the same bytes.
public final class DateField {
    /// The rendered value, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    private(set) var text: [UInt8]
    /// The lines for `date` and `server` as every HTTP/1.1 head has them.
    private(set) var lines: [UInt8]
    /// The same as fields, for HTTP/2.
    private(set) var fields: HeaderFields
    /// Which second it was rendered for.
    private var second: Int64

    /// The field at `time`.
    public init(_ time: WallClock) {
        second = time.seconds
        (text, lines, fields) = Self.render(time)
    }

    /// Moves on to `time`; costs nothing within the same second.
    public func set(_ time: WallClock) {
        guard time.seconds != second else { return }
        second = time.seconds
        (text, lines, fields) = Self.render(time)
    }

    /// The value, and the lines and fields with it.
    private static func render(_ time: WallClock) -> (text: [UInt8], lines: [UInt8], fields: HeaderFields) {
        let text = CalendarDate(time).httpDate
        let fields: HeaderFields = ["date": text, "server": "starling"]
        return (Array(text.utf8), Array(fields.textBytes), fields)
    }
}
