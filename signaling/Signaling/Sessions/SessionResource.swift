import Bytes
import HTTP
import Platform

/// A session's own address: `/whip/{stream}/{session}` or `/whep/{stream}/{session}`.
///
/// Who knows the address has the session: it holds 128 random bits, and clients do not all repeat their key with
/// PATCH and DELETE. So no key is asked for.
struct SessionResource: Sendable {
    /// Publishers or viewers.
    let role: SessionRole
    /// Who has the sessions.
    let plane: any MediaPlane

    /// The largest fragment, in bytes: two hundred candidates.
    private static let longestFragment = 32 * 1024

    /// Adds the routes.
    func add(to router: inout Router) {
        let pattern = role.pattern + "/{session}"
        router.add(.patch, pattern) { update($0, $1, $2) }
        router.add(.delete, pattern) { _, parameters, responder in
            at(parameters) { location in responder.answer { await close(location) } }
        }
        router.add(.get, pattern) { _, parameters, responder in
            at(parameters) { location in responder.answer { await probe(location) } }
        }
        router.add(.options, pattern) { _, _, _ in .now(Self.options) }
    }

    /// Goes on with the place that a path names; what names no session is answered like one that is gone.
    private func at(_ parameters: PathParameters, _ body: (SessionLocation) -> Answer) -> Answer {
        guard let location = SessionLocation(role: role, parameters) else {
            return .now(Problem.unknownSession.response)
        }
        return body(location)
    }

    // MARK: PATCH

    /// Trickles candidates, or restarts ICE, once the fragment is there (RFC 9725 §4.3).
    private func update(_ request: Request, _ parameters: PathParameters, _ responder: Responder) -> Answer {
        at(parameters) { location in
            guard request.mediaType == SDPMediaType.fragment else { return .now(Self.wrongType.response) }
            let condition = request.ifMatch
            return .afterBody(limit: Self.longestFragment) { body, responder in
                guard !body.isEmpty else { return .now(Self.emptyFragment.response) }
                let fragment = SessionFragment(body, condition: condition)
                return responder.answer { await response(to: fragment, for: location) }
            }
        }
    }

    private func response(to fragment: SessionFragment, for session: SessionLocation) async -> Response {
        do throws(MediaRefusal) {
            switch try await plane.update(session, with: fragment) {
            case .trickled: return Response(.noContent)  // Without an ETag (RFC 9725 §4.3.2).
            case .restarted(let fragment, let tag):
                let fields: HeaderFields = ["etag": EntityTag(tag).description, "cache-control": "no-store"]
                let body = ByteSlice(Array(fragment.utf8))
                return Response(type: SDPMediaType.fragment, body: body, fields: fields)
            }
        } catch {
            return error.problem.response
        }
    }

    // MARK: DELETE, GET, OPTIONS

    /// Ends the session, whatever `If-Match` says (RFC 9725 §4.3.1).
    private func close(_ session: SessionLocation) async -> Response {
        do throws(MediaRefusal) {
            try await plane.close(session)
            return Response(.ok)
        } catch {
            return error.problem.response
        }
    }

    /// Says whether the session is there; 2xx comes without content (RFC 9725 §4.1).
    private func probe(_ session: SessionLocation) async -> Response {
        guard let report = await plane.session(session.id), report.location == session, report.isOpen else {
            return Problem.unknownSession.response
        }
        return Response(.noContent)
    }

    /// What can be done here (RFC 5789 §3.1 for `Accept-Patch`).
    private static let options = Response(
        .ok, fields: ["allow": "GET, HEAD, PATCH, DELETE, OPTIONS", "accept-patch": SDPMediaType.fragment])

    // MARK: Refusals

    private static let emptyFragment = Problem(
        .badRequest, title: "The fragment is missing",
        detail: "The body must hold candidates, or the credentials of an ICE restart.")
    private static let wrongType = Problem(
        .unsupportedMediaType, title: "The body must be a fragment of SDP",
        detail: "Send it with Content-Type: \(SDPMediaType.fragment)."
    ).with(field: "accept-patch", SDPMediaType.fragment)
}
