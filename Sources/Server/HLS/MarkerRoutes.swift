import Bytes
import HTTP
import Packaging
import Platform
import Timing

/// The API's route of marked moments, `/api/v1/streams/{stream}/markers`: playlists and recordings tell them to players.
struct MarkerRoutes: Sendable {
    /// Lets the packaging loop mark a moment, which answers then; `false` when too many letters wait already.
    let mark: @Sendable (MarkerCommand) -> Bool
    /// The stream that a name stands for: a stage's is that of its primary host.
    var resolving: @Sendable (StreamName) -> StreamName = { $0 }

    /// The largest request, in octets.
    private static let longestRequest = 4096

    /// Adds the route.
    func add(to router: inout Router) {
        router.add(.post, "/api/v1/streams/{stream}/markers", access: .admin) { _, parameters, _ in
            guard let stream = StreamName(parameters.text("stream")) else {
                return .now(HLSRoutes.malformedName.response)
            }
            return .afterBody(limit: Self.longestRequest) { body, responder in
                take(body, for: resolving(stream), responder)
            }
        }
    }

    /// Reads `{"title": "Goal", "at": 1795000000250, "seconds": 5}`; without `at` it is now.
    private func take(_ body: [UInt8], for stream: StreamName, _ responder: Responder) -> Answer {
        guard let text = String(utf8: body.bytes), let value = JSONValue(text), case .object = value else {
            return .now(Self.malformedBody.response)
        }
        guard case .string(let title)? = value["title"], 1...Marker.longestTitle ~= title.utf8.count else {
            return .now(Self.wrong("title", "a text of at most \(Marker.longestTitle) octets").response)
        }
        guard let date = Self.number(value["at"], in: 0...9e12) else {
            return .now(Self.wrong("at", "milliseconds since 1970").response)
        }
        let longest = Marker.longestDuration.seconds
        guard let seconds = Self.number(value["seconds"], in: 0...longest) else {
            return .now(Self.wrong("seconds", "a number from 0 to \(Int(longest))").response)
        }
        let isTaken = mark(
            MarkerCommand(
                stream: stream, title: title,
                date: date.map { WallClock(nanoseconds: Int64($0) * 1_000_000) },
                duration: .milliseconds(Int64((seconds ?? 0) * 1000)), responder: responder))
        return isTaken ? .later : .now(HLSRoutes.busy.response)
    }

    /// A number that may be left out; `nil` when it is something else or beyond its range.
    private static func number(_ value: JSONValue?, in range: ClosedRange<Double>) -> Double?? {
        switch value {
        case nil: .some(nil)
        case .number(let number)? where range.contains(number): number
        default: nil
        }
    }

    private static func wrong(_ field: String, _ rule: String) -> Problem {
        Problem(.badRequest, title: "The field \(field) is wrong", detail: "It must be \(rule).")
            .with("field", field)
    }

    private static let malformedBody = Problem(
        .badRequest, title: "The body cannot be read", detail: "It must be a JSON object.")
}
