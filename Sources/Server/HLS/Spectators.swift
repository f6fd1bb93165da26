import HTTP
import Timing

/// Those who watch a stream as HLS, by session and not by request.
///
/// A player that says which session it is (Apple's `X-Playback-Session-Id`, CMCD's `sid`, CTA-5004 §3) is counted by that,
/// any other by its address and what it calls itself. Only a hash is kept.
struct Spectators {
    /// When each was here last, by a hash of what tells it from others.
    private var visits: [Int: Instant] = [:]

    /// A player that is there asks again within three segments, and those last ten seconds at most.
    private static let absence = Duration.seconds(30)
    /// How many are counted at most.
    private static let limit = 200_000

    /// Somebody asks for something.
    mutating func note(_ request: Request, at now: Instant) {
        let name = Self.name(of: request)
        if visits.count >= Self.limit, visits[name] == nil {
            forget(at: now)
            guard visits.count < Self.limit else { return }
        }
        visits[name] = now
    }

    /// How many there are.
    mutating func count(at now: Instant) -> Int {
        forget(at: now)
        return visits.count
    }

    private mutating func forget(at now: Instant) {
        visits = visits.filter { $0.value.duration(to: now) < Self.absence }
    }

    private static func name(of request: Request) -> Int {
        var hasher = Hasher()
        if let session = request.fields["x-playback-session-id"] ?? request.fields["cmcd-session"]
            ?? Query(of: request)?["CMCD"].flatMap(session)
        {
            hasher.combine(session)
        } else {
            hasher.combine(request.client)
            hasher.combine(request.fields["user-agent"])
        }
        return hasher.finalize()
    }

    /// The session in CMCD's list of keys: `bl=2100,sid="6e2fb550-c457-11e9"`.
    private static func session(in list: String) -> String? {
        list.split(separator: ",").first { $0.hasPrefix("sid=") }.map(String.init)
    }
}
