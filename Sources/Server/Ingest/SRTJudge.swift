import Bytes
import Platform
import Runtime
import SRTTransport
import Signaling
import Timing

/// Decides whether a caller may publish what it asks for, or read it, before it is connected; the stream's home has the last word.
///
/// It works on threads of libsrt's, and nothing else of the port goes on meanwhile.
struct SRTJudge: Sendable {
    /// Where streams are at home.
    let plane: IngestPlane
    /// Who may publish. Whoever finds a stream may read it, as by WHEP.
    let state: NodeState
    /// Where refusals are told.
    let journal: PublisherJournal

    /// Why a caller is refused; `nil` when it is let through.
    func verdict(on caller: SRTCaller) -> SRTRejection? {
        let request = SRTStreamID(caller.streamID)
        guard let (rejection, reason) = refusal(of: caller, asking: request) else { return nil }
        let client = caller.peer.ip.description
        journal.refused(journal.fields(stream: request?.name, encoder: nil, client: client), reason)
        return rejection
    }

    private func refusal(of caller: SRTCaller, asking request: SRTStreamID?) -> (SRTRejection, String)? {
        guard let request else {
            return (.badRequest, "its stream ID is neither publish:STREAM?key=KEY nor read:STREAM")
        }
        guard let stream = StreamName(request.name) else {
            return (.badRequest, "This is no name of a stream.")
        }
        guard state.readiness == .ready else { return (.unavailable, "The server is ending.") }
        let isPublished = { plane.isPublished(stream, at: Clock.now) }
        switch request.mode {
        case .read:
            guard plane.packaging != nil else { return (.unavailable, "nothing is packaged here") }
            return isPublished() ? nil : (.notFound, "Nobody publishes this stream.")
        case .publish: break
        }
        let attempt = PublishAttempt(key: request.key, client: caller.peer.ip, host: nil)
        if let refusal = state.refusal(of: attempt, publishing: stream) {
            return (SRTRejection(refusal), refusal.text)
        }
        return isPublished() ? (.conflict, "The stream has a publisher already.") : nil
    }
}

extension SRTRejection {
    fileprivate init(_ refusal: PublishRefusal) {
        switch refusal {
        case .keyMissing: self = .unauthorized
        case .keyWrong, .noKeyIsSet, .foreignName: self = .forbidden
        case .tooManyAttempts: self = .overload
        }
    }
}
