import Bytes
import Platform
import Timing

/// What a recording is called: in the paths of `/vod` and the API, and as its folder.
///
/// The stream's name and when it began, such as `show-20261121-164512-250`; so it needs no escape anywhere, is no hidden file
/// and no `..`.
struct VideoName: Hashable, Comparable, Sendable {
    /// The name.
    let text: String

    /// The most characters of a name.
    private static let longest = 200

    /// The name that a text is; `nil` when it is none.
    init?(_ text: String) {
        guard 1...Self.longest ~= text.utf8.count, text.utf8.first != UInt8(ascii: "."),
            text.utf8.allSatisfy({ Self.isAllowed($0) })
        else { return nil }
        self.text = text
    }

    /// The name of a stream's recording that begins then.
    init(_ stream: String, began: WallClock) {
        let digits = CalendarDate(began).rfc3339.utf8.filter { 48...57 ~= $0 }
        let date = String(decoding: digits.prefix(8), as: UTF8.self)
        let time = String(decoding: digits.dropFirst(8).prefix(6), as: UTF8.self)
        text = "\(stream)-\(date)-\(time)-\(String(decoding: digits.dropFirst(14), as: UTF8.self))"
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_.~".utf8.contains(byte)
        }
    }

    static func < (left: VideoName, right: VideoName) -> Bool { left.text < right.text }
}
