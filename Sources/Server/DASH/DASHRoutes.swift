import Bytes
import HTTP
import Platform
import Runtime
import Timing

/// The routes of DASH players below `/dash/{stream}`: a manifest, the segments that it names, and the clock that it goes by.
struct DASHRoutes: Sendable {
    /// Passes a question on; `false` when too many wait already.
    let ask: @Sendable (HLSQuestion) -> Bool

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/dash/time") { _, _, _ in .now(Self.time(Clock.wall)) }
        router.add(.get, "/dash/{stream}/manifest.mpd") { request, parameters, responder in
            HLSRoutes(ask: ask).answer(.manifest, of: parameters, to: request, responder)
        }
        router.add(.get, "/dash/{stream}/{rendition}/{file}") { request, parameters, responder in
            HLSRoutes(ask: ask).answer(
                .transfer(rendition: parameters.text("rendition"), name: parameters.text("file")),
                of: parameters, to: request, responder)
        }
    }

    /// The time as ISO 8601 writes it (ISO/IEC 23009-1 §5.8.5.7, `http-iso`).
    static func time(_ now: WallClock) -> Response {
        var response = Response(.ok, text: CalendarDate(now).rfc3339)
        response.fields.append("cache-control", "no-store")
        return response
    }
}
