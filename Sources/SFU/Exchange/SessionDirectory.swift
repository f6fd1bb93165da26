internal import ICE
internal import Timing
internal import WebRTC

/// The sessions of an exchange, found by their name, by the paths on which they were proven, and by our fragment in
/// a check from anywhere else (RFC 8445 §7.3).
///
/// Invariant: what a path or a fragment leads to is in `all`, and a session knows every path and fragment that lead
/// to it, so that it leaves nothing behind.
struct SessionDirectory {
    /// The sessions.
    private(set) var all: [SessionKey: Session] = [:]
    /// By path.
    private var byPath: [Path: Session] = [:]
    /// By fragment.
    private var byUfrag: [String: Session] = [:]

    /// The session of a name.
    subscript(key: SessionKey) -> Session? { all[key] }

    /// The session that was proven on a path.
    subscript(path: Path) -> Session? { byPath[path] }

    /// The session of a fragment.
    subscript(ufrag ufrag: String) -> Session? { byUfrag[ufrag] }

    /// Adds a session, or takes note that it has other fragments now.
    mutating func list(_ session: Session) {
        all[session.key] = session
        let ufrags = session.peer.ufrags
        guard ufrags != session.ufrags else { return }
        for ufrag in session.ufrags { byUfrag[ufrag] = nil }
        for ufrag in ufrags { byUfrag[ufrag] = session }
        session.ufrags = ufrags
    }

    /// Takes note that a session was proven on a path; it forgets the one proven longest ago when it knows too many.
    ///
    /// A path that another session was proven on changes hands: ports are given to others in time.
    mutating func learn(_ path: Path, of session: Session, at now: Instant) {
        if let index = session.paths.firstIndex(where: { $0.path == path }) {
            session.paths[index].lastCheck = now
            return
        }
        if let other = byPath[path] { forget(path, of: other) }
        if session.paths.count == KnownPath.limit,
            let oldest = session.paths.min(by: { $0.lastCheck < $1.lastCheck })
        {
            forget(oldest.path, of: session)
        }
        session.paths.append(KnownPath(path: path, lastCheck: now))
        byPath[path] = session
    }

    /// Forgets a path of a session.
    mutating func forget(_ path: Path, of session: Session) {
        session.paths.removeAll { $0.path == path }
        byPath[path] = nil
    }

    /// Removes a session with all that leads to it.
    mutating func remove(_ session: Session) {
        for known in session.paths { byPath[known.path] = nil }
        for ufrag in session.ufrags { byUfrag[ufrag] = nil }
        session.paths = []
        session.ufrags = []
        all[session.key] = nil
    }
}
