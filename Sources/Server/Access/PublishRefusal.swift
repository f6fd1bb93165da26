import Timing

/// Why somebody may not publish.
enum PublishRefusal: Hashable, Sendable {
    /// They have tried too often, and must wait.
    case tooManyAttempts(Duration)
    case keyMissing
    case keyWrong
    case noKeyIsSet
    case foreignName

    /// In words that an encoder shows its user.
    var text: String {
        switch self {
        case .tooManyAttempts(let wait):
            "Too many wrong keys came from here; wait \(Int(wait.seconds) + 1) s."
        case .keyMissing: "Publishing needs a key: put ?key=KEY behind the stream's name."
        case .keyWrong: "This is not a key to this stream."
        case .noKeyIsSet:
            "Nobody can publish here yet: the operator has set no publish key and has not opened publishing."
        case .foreignName: "Without a publish key only this machine may publish, as localhost."
        }
    }
}
