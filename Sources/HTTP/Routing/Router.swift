/// Sends each request to the route that is meant for its method and path.
///
///     var router = Router()
///     router.add(.get, "/hls/{stream}/index.m3u8") { request, parameters, responder in
///         .now(playlist(of: parameters.text("stream")))
///     }
///
/// A route for GET also answers HEAD. OPTIONS is answered with `Allow` unless a route does it; any other method gets 405 with `Allow` (RFC 9110
/// §15.5.6). Broken paths get 400, unknown ones 404.
public struct Router: Service {
    /// Answers the requests of one route.
    public typealias Handler = @Sendable (Request, PathParameters, Responder) -> Answer

    /// Says why a request may not use routes of an access; `nil` when it may.
    public typealias Authorizer = @Sendable (Request, Route.Access) -> Problem?

    /// Everything that lives at one path.
    private struct Resource {
        var endpoints: [Endpoint] = []
        /// The value of `Allow`.
        var allow = ""
    }

    /// One route and what carries it out.
    private struct Endpoint {
        var route: Route
        var names: [String]
        var handler: Handler
    }

    /// Finds a path's resource.
    private var tree = RouteTree()
    /// The resources, by their number in the tree.
    private var resources: [Resource] = []
    /// Judges who may use a route.
    private let authorizer: Authorizer
    /// Which web pages may use the open routes.
    private let crossOrigin: CrossOrigin

    /// A router without routes. Without an authorizer nobody may use `admin` routes.
    public init(crossOrigin: CrossOrigin = CrossOrigin(), authorizer: Authorizer? = nil) {
        self.crossOrigin = crossOrigin
        self.authorizer = authorizer ?? { _, access in access == .open ? nil : .notAllowed }
    }

    /// Every route there is, in no particular order.
    public var routes: [Route] {
        resources.flatMap { $0.endpoints.map(\.route) }
    }

    /// Adds a route. A pattern that is malformed or there already is a mistake of ours, and traps.
    public mutating func add(
        _ method: Method, _ pattern: String, access: Route.Access = .open, _ handler: @escaping Handler
    ) {
        let path = PathPattern(pattern)
        let index = tree.insert(path)
        if index == resources.count { resources.append(Resource()) }
        let known = resources[index].endpoints.contains { $0.route.method == method }
        precondition(!known, "two routes for \(method.rawValue) \(pattern)")
        let route = Route(method: method, pattern: pattern, access: access)
        resources[index].endpoints.append(Endpoint(route: route, names: path.names, handler: handler))
        resources[index].allow = Self.allow(resources[index].endpoints.map(\.route.method))
    }

    /// Answers a request by its route.
    public func answer(_ request: Request, with responder: Responder) -> Answer {
        guard request.target != "*" else { return .now(Self.options(allow: Self.allow(Method.allCases))) }
        guard let path = RequestPath(request.target) else { return open(Self.malformedPath, request) }
        guard let match = tree.match(path) else { return open(Self.unknownPath, request) }
        let resource = resources[match.resource]
        if let preflight = crossOrigin.requestedMethod(of: request) {
            return .now(preflightResponse(to: request, for: preflight, at: resource))
        }
        guard let endpoint = Self.endpoint(for: request.method, at: resource) else {
            return otherMethod(request, at: resource)
        }
        guard let parameters = PathParameters(endpoint.names, of: match, in: path) else {
            return open(Self.malformedPath, request)
        }
        if let problem = authorizer(request, endpoint.route.access) {
            return crossOrigin.applied(to: .now(problem.response), of: endpoint.route, for: request)
        }
        let answer = endpoint.handler(request, parameters, responder)
        return crossOrigin.applied(to: answer, of: endpoint.route, for: request)
    }

    /// The route for a method, with what GET stands in for.
    private static func endpoint(for method: Method, at resource: Resource) -> Endpoint? {
        if let endpoint = resource.endpoints.first(where: { $0.route.method == method }) { return endpoint }
        guard method == .head else { return nil }
        return resource.endpoints.first { $0.route.method == .get }
    }

    /// Answers a method that has no route here.
    private func otherMethod(_ request: Request, at resource: Resource) -> Answer {
        guard request.method != .options else {
            return crossOrigin.applied(to: .now(Self.options(allow: resource.allow)), for: request)
        }
        return open(Self.otherMethod(allow: resource.allow), request)
    }

    /// A problem that any page may read.
    private func open(_ problem: Response, _ request: Request) -> Answer {
        crossOrigin.applied(to: .now(problem), for: request)
    }

    /// Answers a browser that asks whether a page may use `method` here. It carries no token, so nobody is asked
    /// for one.
    private func preflightResponse(to request: Request, for method: Method, at resource: Resource) -> Response
    {
        var response = Self.options(allow: resource.allow)
        if let endpoint = Self.endpoint(for: method, at: resource), endpoint.route.access == .open {
            crossOrigin.allow(methods: resource.allow, in: &response, for: request)
        }
        return response
    }

    private static func options(allow: String) -> Response {
        Response(.noContent, fields: ["allow": allow])
    }

    /// Methods as `Allow` lists them.
    private static func allow(_ methods: [Method]) -> String {
        var all = Set(methods).union([.options])
        if all.contains(.get) { all.insert(.head) }
        return Method.allCases.filter { all.contains($0) && $0 != .connect }.map(\.rawValue).joined(
            separator: ", ")
    }

    private static let unknownPath = Problem(.notFound, title: "There is nothing at this address").response
    private static let malformedPath = Problem(
        .badRequest, title: "The address is malformed",
        detail: "The path must begin with a slash, have sound percent-escapes of UTF-8, and no dot segments."
    ).response

    private static func otherMethod(allow: String) -> Response {
        Problem(.methodNotAllowed, title: "This address has no such method", detail: "It has \(allow).")
            .with(field: "allow", allow).response
    }
}

extension Problem {
    fileprivate static let notAllowed = Problem(.forbidden, title: "This is for the operator only")
}
