/// Which web pages of other origins may use the open routes, and what their scripts see: CORS (Fetch §3.3).
///
/// A policy and no wrapping service, because only the router knows which route a request goes to: a page of
/// another origin has no business with the `admin` routes. Credentials in cookies are never allowed, so every
/// origin may be let in: a page can send no key that it does not have.
public struct CrossOrigin: Sendable {
    /// Pages of which origins.
    public enum Origins: Hashable, Sendable {
        /// Any page: players and publishers are embedded everywhere.
        case any
        /// Pages of these origins, each as browsers send it: `https://example.org`.
        case only(Set<String>)
    }

    /// Pages of which origins.
    private let origins: Origins
    /// What every answer carries when any origin is let in.
    private let fields: HeaderFields

    /// What scripts may send beyond what is always allowed: a key, an SDP body, an entity tag.
    private static let requestFields = "Authorization, Content-Type, If-Match"
    /// What scripts may read beyond what they always may (WHIP, RFC 9725 §4.2 and §4.6, needs the first three).
    private static let exposedFields = "Location, ETag, Link, Retry-After"
    /// How long a browser may remember, in seconds: two hours is the most that Chromium takes.
    private static let maximumAge = "7200"

    /// A policy.
    public init(_ origins: Origins = .any) {
        self.origins = origins
        fields = [
            "access-control-allow-origin": "*",
            "access-control-expose-headers": Self.exposedFields,
        ]
    }

    /// The method that a browser asks permission for, when the request is a preflight (Fetch §3.3.2): one method
    /// we know, from a page. Anything else with OPTIONS is an ordinary request.
    func requestedMethod(of request: Request) -> Method? {
        guard request.method == .options, request.fields["origin"] != nil else { return nil }
        return request.fields["access-control-request-method"].flatMap(Method.init(rawValue:))
    }

    /// Adds to a preflight's answer what the page may do.
    func allow(methods: String, in response: inout Response, for request: Request) {
        guard let origin = allowedOrigin(of: request) else { return }
        response.fields.append("access-control-allow-origin", origin)
        response.fields.append("access-control-allow-methods", methods)
        response.fields.append("access-control-allow-headers", Self.requestFields)
        response.fields.append("access-control-max-age", Self.maximumAge)
        if origins != .any { response.fields.append("vary", "origin") }
    }

    /// The answer of a route with what lets the page read it.
    func applied(to answer: Answer, of route: Route, for request: Request) -> Answer {
        route.access == .open ? applied(to: answer, for: request) : answer
    }

    /// An answer with what lets the page read it.
    ///
    /// With any origin allowed the fields are the same for all, pages or not: a CDN may give one client what
    /// another asked for.
    func applied(to answer: Answer, for request: Request) -> Answer {
        switch answer {
        case .now(var response):
            response.fields.append(contentsOf: responseFields(for: request))
            return .now(response)
        case .webSocket: return answer  // Fetch does not govern WebSockets.
        default: return .adding(responseFields(for: request), answer)
        }
    }

    private func responseFields(for request: Request) -> HeaderFields {
        guard origins != .any else { return fields }
        guard let origin = allowedOrigin(of: request) else { return ["vary": "origin"] }
        return [
            "access-control-allow-origin": origin,
            "access-control-expose-headers": Self.exposedFields,
            "vary": "origin",
        ]
    }

    /// What to answer a page with as allowed origin; `nil` for a page that is not allowed, and for no page.
    private func allowedOrigin(of request: Request) -> String? {
        switch origins {
        case .any: "*"
        case .only(let allowed): request.fields["origin"].flatMap { allowed.contains($0) ? $0 : nil }
        }
    }
}
