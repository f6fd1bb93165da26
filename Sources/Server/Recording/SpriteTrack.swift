import Media
import Timing

/// When which picture of a sprite is shown while somebody scrubs: a track of WebVTT (W3C WebVTT §4), whose cues name parts
/// of a picture (W3C Media Fragments §4.2.2).
struct SpriteTrack {
    /// When each picture is of, in order.
    let times: [Duration]
    /// When the recording ends.
    let end: Duration
    /// How many stand beside each other.
    let columns: Int
    /// How large each is.
    let tile: PictureSize

    /// The track.
    var text: String {
        var text = "WEBVTT\n"
        for (number, time) in times.enumerated() {
            // The first holds from the beginning on, and the last to the end.
            let from = number == 0 ? .zero : time
            let to = number + 1 < times.count ? times[number + 1] : max(end, time + .milliseconds(1))
            let (x, y) = (number % columns * tile.width, number / columns * tile.height)
            text += "\n\(Self.text(of: from)) --> \(Self.text(of: to))\n"
            text += "sprite.jpg#xywh=\(x),\(y),\(tile.width),\(tile.height)\n"
        }
        return text
    }

    /// `00:01:02.345`, with more digits of hours where there are more.
    private static func text(of time: Duration) -> String {
        let milliseconds = time.nanoseconds / 1_000_000
        let fields = [milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60]
        let digits = fields.map { padded($0, to: 2) }.joined(separator: ":")
        return "\(digits).\(padded(milliseconds % 1000, to: 3))"
    }

    private static func padded(_ number: Int64, to count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(count - digits.count, 0)) + digits
    }
}
