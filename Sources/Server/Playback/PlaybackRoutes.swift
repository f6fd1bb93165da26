import Bytes
import HTTP
import Platform
import Runtime
import Timing

/// Where players say how they get on: `/api/v1/streams/{stream}/playback`. It is open, as the streams are.
struct PlaybackRoutes: Sendable {
    /// Takes it down.
    let tally: PlaybackTally

    /// The largest report, in octets.
    private static let longestReport = 1024

    /// Adds the route.
    func add(to router: inout Router) {
        router.add(.post, "/api/v1/streams/{stream}/playback") { request, parameters, _ in
            guard StreamName(parameters.text("stream")) != nil else {
                return .now(HLSRoutes.malformedName.response)
            }
            let client = request.client
            // Whatever its type is said to be: what a page sends while it closes (`sendBeacon`) is text.
            return .afterBody(limit: Self.longestReport) { body, _ in
                .now(take(body, from: client, at: Clock.now))
            }
        }
    }

    /// Reads `{"way": "webrtc", "startup": 0.4, "played": 30, "latency": 0.2}`.
    func take(_ body: [UInt8], from client: IPAddress, at now: Instant) -> Response {
        guard let text = String(utf8: body.bytes), let value = JSONValue(text), case .object = value else {
            return Self.malformedBody.response
        }
        do throws(PlaybackReport.Mistake) {
            guard let wait = tally.add(try PlaybackReport(value), from: client, at: now) else {
                return Response(.noContent)
            }
            return Problem(
                .tooManyRequests, title: "These are more reports than viewers have to make", retryAfter: wait
            ).response
        } catch {
            return Problem(
                .badRequest, title: "The field \(error.field) is wrong", detail: "It must be \(error.rule)."
            ).with("field", error.field).response
        }
    }

    private static let malformedBody = Problem(
        .badRequest, title: "The body cannot be read", detail: "It must be a JSON object.")
}
