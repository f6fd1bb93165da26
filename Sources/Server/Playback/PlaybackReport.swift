import HTTP

/// What a player says of itself: how it went since it last said so. Its word cannot be proven, so every number has a bound.
struct PlaybackReport: Equatable, Sendable {
    /// By which way a stream came.
    enum Way: String, CaseIterable, Sendable {
        case webRTC = "webrtc"
        case hls
    }

    /// By which way it came at last.
    var way: Way
    /// From asking for the stream to its first picture, in seconds; `nil` unless that was since the last report.
    var startup: Double?
    /// How late pictures are now, as far as the player knows, in seconds.
    var latency: Double?
    /// For how many seconds pictures moved, and for how many they stood still though they should have moved.
    var played = 0.0, stalled = 0.0
    /// How often they stood still, another quality began, another way was taken, and something went wrong.
    var stalls = 0, levelSwitches = 0, waySwitches = 0, errors = 0

    /// The most that a report may say that was.
    static let longestTime = 3600.0
    /// The most that a report may say happened.
    static let mostEvents = 10_000.0
}

extension PlaybackReport {
    /// The field that is wrong.
    struct Mistake: Error {
        let field: String
        let rule: String
    }

    /// Reads an object; what is not named is 0 or not known.
    init(_ json: JSONValue) throws(Mistake) {
        guard case .string(let text)? = json["way"], let way = Way(rawValue: text) else {
            throw Mistake(field: "way", rule: "one of webrtc, hls")
        }
        self.init(
            way: way, startup: try Self.seconds(json, "startup"), latency: try Self.seconds(json, "latency"),
            played: try Self.seconds(json, "played") ?? 0, stalled: try Self.seconds(json, "stalled") ?? 0,
            stalls: try Self.count(json, "stalls"), levelSwitches: try Self.count(json, "levelSwitches"),
            waySwitches: try Self.count(json, "waySwitches"), errors: try Self.count(json, "errors"))
    }

    private static func seconds(_ json: JSONValue, _ field: String) throws(Mistake) -> Double? {
        switch json[field] {
        case nil, .null: return nil
        case .number(let number)? where 0...longestTime ~= number: return number
        default: throw Mistake(field: field, rule: "a number from 0 to \(Int(longestTime))")
        }
    }

    private static func count(_ json: JSONValue, _ field: String) throws(Mistake) -> Int {
        switch json[field] {
        case nil, .null: return 0
        case .number(let number)? where 0...mostEvents ~= number && number == number.rounded():
            return Int(number)
        default: throw Mistake(field: field, rule: "a whole number from 0 to \(Int(mostEvents))")
        }
    }
}
