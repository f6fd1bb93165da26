/// A session description: session-level lines, then m= sections (RFC 8866).
///
/// A description is kept as its lines, also those that we do not understand; what the lines mean is read from
/// them when asked for. `Answerer` and `Offerer` ask; others see text.
public struct SessionDescription: Hashable, Sendable, CustomStringConvertible {
    /// The lines before the first m= line.
    var lines: Lines
    /// The m= sections.
    var media: [MediaSection]

    /// A description with nothing in it yet.
    init() {
        lines = Lines()
        media = []
    }

    /// The start of a description of ours. `originID` names the session (RFC 8829 §5.2.1: 63 random bits); no
    /// user, host or time is told.
    init(originID: UInt64) {
        self.init()
        lines.append(Line("v", "0"))
        lines.append(Line("o", "- \(originID & UInt64(Int64.max)) 1 IN IP4 0.0.0.0"))
        lines.append(Line("s", "-"))
        lines.append(Line("t", "0 0"))
    }

    /// The whole text, every line ended by CR LF.
    public var text: String {
        var text = ""
        for line in lines.all {
            text += line.text + "\r\n"
        }
        for section in media {
            text += "m=\(section.line.value)\r\n"
            for line in section.lines.all {
                text += line.text + "\r\n"
            }
        }
        return text
    }

    /// The whole text.
    public var description: String { text }
}
