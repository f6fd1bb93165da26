import Platform
import Signaling

/// A plane without sessions, which refuses whatever it is asked.
struct NoPlane: MediaPlane {
    func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer {
        throw .streamHasPublisher
    }
    func update(
        _ session: SessionLocation, with fragment: SessionFragment
    ) async throws(MediaRefusal) -> FragmentAnswer { throw .unknownSession }
    func renegotiate(
        _ session: SessionLocation, by step: Renegotiation
    ) async throws(MediaRefusal) -> String? { throw .unknownSession }
    func close(_ session: SessionLocation) async throws(MediaRefusal) { throw .unknownSession }
    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
    ) async throws(MediaRefusal) -> [VideoReport] { throw .unknownSession }
    func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]] { [:] }
    func sessions(of stream: StreamName?) async -> [SessionReport] { [] }
    func session(_ id: SessionID) async -> SessionReport? { nil }
    func name(_ stage: StreamName, as stream: StreamName?) async {}
    func entitle(_ stream: StreamName, as title: StreamTitle?) async throws(MediaRefusal) {}
    func streams() async -> [StreamReport] { [] }
    func loudness(of streams: [StreamName]) async -> [StreamName: UInt8] { [:] }
}
