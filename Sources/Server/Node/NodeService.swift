import HTTP
import Platform
import Runtime
import Signaling

/// Everything the node answers.
enum NodeService {
    /// The routes of a node; those of sessions and streams when it has a media plane, those of stages, HLS and
    /// recordings when it has these. One that only carries media tells of it, serves HLS, and has no pages.
    static func router(
        _ configuration: Configuration, state: NodeState, plane: (any MediaPlane)? = nil,
        stages: StageRoutes? = nil, hls: HLSRoutes? = nil, markers: MarkerRoutes? = nil,
        recordings: RecordingRoutes? = nil, playback: PlaybackTally = PlaybackTally(),
        metrics: @escaping @Sendable (Responder) -> Answer
    ) -> Router {
        var router = Router(crossOrigin: CrossOrigin(configuration.http.origins)) { request, access in
            state.problem(with: request, for: access)
        }
        OperationsRoutes(readiness: { state.readiness }, metrics: metrics).add(to: &router)
        if let plane { MediaReportRoutes(plane: plane).add(to: &router) }
        hls?.add(to: &router)
        if let hls { DASHRoutes(ask: hls.ask).add(to: &router) }
        markers?.add(to: &router)
        if let recordings {
            recordings.add(to: &router)
            VODRoutes(recordings.library, draw: recordings.draw).add(to: &router)
        }
        guard configuration.role.hasSignaling else { return router }
        if let plane {
            let iceServers = configuration.media.iceServerList
            SessionRoutes(
                plane: plane, viewersWait: configuration.media.earlyViewers == .wait,
                publishing: { state.problem(with: $0, publishing: $1) },
                iceServers: { iceServers.servers(for: $0, at: Clock.wall) },
                resolving: { stages?.primaries.stream(of: $0) ?? $0 }
            ).add(to: &router)
        }
        stages?.add(to: &router)
        PlaybackRoutes(tally: playback).add(to: &router)
        Pages(successor: configuration.signaling.successor).add(to: &router)
        return router
    }
}
