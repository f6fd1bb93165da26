public import Bytes

/// Files held in memory, each packed and tagged once, and served by their path.
public struct StaticAssets: Service {
    /// The files, by the path that names them.
    private var files: [String: Representation] = [:]

    /// The file that answers for a path that ends in a slash.
    private static let index = "index.html"

    /// No files yet.
    public init() {}

    /// The paths there are, in order.
    public var paths: [String] { files.keys.sorted() }

    /// Adds a file at a path such as `/player/main.js`; its media type follows from its name.
    public mutating func add(
        _ path: String, _ bytes: ByteSlice, cache: CachePolicy = .revalidated, packedBy gzip: inout Gzip
    ) {
        files[path] = Representation(type: MediaType.named(path), bytes: bytes, cache: cache, packedBy: &gzip)
    }

    /// The file at a path, or the index of the folder at a path that ends in a slash.
    public subscript(path: String) -> Representation? {
        files[path] ?? (path.hasSuffix("/") ? files[path + Self.index] : nil)
    }

    /// Answers GET and HEAD with the file at the request's path.
    public func answer(_ request: Request, with responder: Responder) -> Answer {
        guard request.method == .get || request.method == .head else {
            let problem = Problem(.methodNotAllowed, title: "Files can only be read")
            return .now(problem.with(field: "allow", "GET, HEAD").response)
        }
        guard let path = RequestPath(request.target),
            let file = String(utf8: path.bytes).flatMap({ self[$0] })
        else { return .now(Problem(.notFound, title: "There is no such file").response) }
        return .now(file.response(to: request))
    }
}
