public import Timing

/// What viewers' clients have to say about the layers that they get, and what they are told.
extension Exchange {
    /// A viewer's client wants this of the video in a section, or of all its videos.
    public func choose(_ wish: LayerWish, section: Int? = nil, for key: SessionKey, at now: Instant) {
        guard let session = self.session(key) else { return }
        for audience in session.audiences {
            audience.choose(wish, section: section, for: session, at: now)
        }
        setTimer(of: session)
        for audience in session.audiences { attend(to: audience, at: now) }
    }

    /// What a session's viewer gets of each video; nothing for a publisher.
    public func videos(of session: Session) -> [ViewedVideo] {
        session.audiences.flatMap { $0.videos(of: session) }
    }
}
