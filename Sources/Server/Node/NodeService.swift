import Bytes
import HTTP
import Signaling

/// Everything the node answers.
enum NodeService {
    /// The routes of a node.
    static func router(
        state: NodeState, origins: CrossOrigin.Origins, metrics: @escaping @Sendable (Responder) -> Answer
    ) -> Router {
        var router = Router(crossOrigin: CrossOrigin(origins)) { request, access in
            state.problem(with: request, for: access)
        }
        OperationsRoutes(readiness: { state.readiness }, metrics: metrics).add(to: &router)
        let pages = pages
        for path in pages.paths {
            router.add(.get, path) { request, _, responder in pages.answer(request, with: responder) }
        }
        router.add(.get, "/") { request, _, responder in pages.answer(request, with: responder) }
        return router
    }

    /// The pages people open, packed once.
    private static var pages: StaticAssets {
        var assets = StaticAssets()
        var gzip = Gzip()
        for file in Pages.files { assets.add(file.path, ByteSlice(file.bytes), packedBy: &gzip) }
        return assets
    }
}
