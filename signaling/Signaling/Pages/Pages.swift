internal import Bytes
public import HTTP
internal import Platform

/// The pages people open, and what they need, as they are written into the binary.
///
/// Files answer at their own path. A page about one stream answers under that stream's name, and nowhere else: it reads
/// the name from its address. What cannot be a stream's name gets a page that says so, not JSON, since a person typed it.
public struct Pages: Sendable {
    /// Everything that is served, packed once.
    private let assets: StaticAssets

    /// Which file is the page about one stream.
    private static let pagesOfStreams = [
        "/stage/{stream}": "/stage.html", "/studio/{stream}": "/studio.html",
        "/watch/{stream}": "/watch.html",
    ]
    /// Which file is a page that is about no stream.
    private static let pagesOfServer = ["/": "/index.html", "/dashboard": "/dashboard.html"]
    /// What is served in place of a page whose name cannot be.
    private static let missing = "/missing.html"

    /// The files at their own path from the root.
    private static let files = EmbeddedPages.files.map { "/" + $0.path }.filter {
        $0 != missing && !pagesOfStreams.values.contains($0) && !pagesOfServer.values.contains($0)
    }

    /// The patterns of all their routes; what else is served is no page.
    public static let patterns = pagesOfServer.keys.sorted() + files + pagesOfStreams.keys.sorted()

    /// What a page may load and speak to: this server, nothing else (Content Security Policy Level 3), but for sockets to
    /// the server at `successor`. Sockets and requests are covered by it, media of WebRTC is not, and Media Source Extensions make
    /// `blob:` addresses; there is no inline script or style.
    private let policy: HeaderFields

    /// Packs the pages. They may be sent on to the server at the origin `successor`.
    public init(successor: String? = nil) {
        // An origin is http://… or https://…, and the socket's is ws://… or wss://….
        let sockets = successor.map { "; connect-src 'self' ws\($0.dropFirst(4))" } ?? ""
        policy = [
            "content-security-policy":
                "default-src 'self'\(sockets); media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'",
            "referrer-policy": "no-referrer",
        ]
        var assets = StaticAssets()
        var gzip = Gzip()
        for file in EmbeddedPages.files {
            assets.add("/" + file.path, ByteSlice(Array(file.text.utf8)), packedBy: &gzip)
        }
        self.assets = assets
    }

    /// Adds the routes.
    public func add(to router: inout Router) {
        for path in Self.files {
            router.add(.get, path) { request, _, _ in .now(page(path, for: request)) }
        }
        for (path, file) in Self.pagesOfServer {
            router.add(.get, path) { request, _, _ in .now(page(file, for: request)) }
        }
        for (pattern, file) in Self.pagesOfStreams {
            router.add(.get, pattern) { request, parameters, _ in
                let isName = StreamName(parameters.text("stream")) != nil
                return .now(isName ? page(file, for: request) : missing(for: request))
            }
        }
    }

    /// A file, under the policy.
    private func page(_ path: String, for request: Request) -> Response {
        guard var response = assets[path]?.response(to: request) else {
            preconditionFailure("\(path) is routed, and is not in the binary")
        }
        response.fields.append(contentsOf: policy)
        return response
    }

    /// The page for what cannot be the name of a stream. It goes without conditions and ranges, which would make
    /// another status of it.
    private func missing(for request: Request) -> Response {
        var plain = request
        plain.fields = HeaderFields()
        var response = page(Self.missing, for: plain)
        response.status = .notFound
        return response
    }
}
