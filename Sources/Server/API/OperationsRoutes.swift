import Bytes
import HTTP

/// The routes by which tools watch the server: `/healthz`, `/readyz`, `/metrics` and the API's description.
struct OperationsRoutes: Sendable {
    /// Tells whether new clients should come; called on every request for it.
    var readiness: @Sendable () -> Readiness
    /// Answers a scrape, with `metricsResponse` once every loop has told its counters.
    var metrics: @Sendable (Responder) -> Answer

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/healthz") { _, _, _ in .now(Readiness.healthy) }
        router.add(.get, "/readyz") { [readiness] _, _, _ in .now(readiness().response) }
        router.add(.get, "/metrics") { [metrics] _, _, responder in metrics(responder) }
        router.add(.get, "/api/v1/openapi.json") { _, _, _ in .now(OpenAPIDocument.response) }
    }

    /// What a scrape gets.
    static func metricsResponse(_ page: MetricsPage) -> Response {
        let fields: HeaderFields = ["cache-control": "no-store"]
        let body = ByteSlice(SharedBytes(page.text))
        return Response(type: MetricsText.mediaType, body: body, fields: fields)
    }
}
