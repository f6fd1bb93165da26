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

    /// What a session's viewer gets of each video, or its publisher sends.
    public func videos(of session: Session, at now: Instant) -> [ViewedVideo] {
        if case .publisher(let publication) = session.part {
            return publication.publisher === session ? publication.sentVideos(at: now) : []
        }
        return session.audiences.flatMap { $0.videos(of: session) }
    }

    /// A publisher's client wants to know which of its layers nobody wants, and stops sending them.
    public func heedDemand(_ key: SessionKey, at now: Instant) {
        guard let session = self.session(key), case .publisher(let publication) = session.part,
            publication.publisher === session
        else { return }
        publication.heedDemand()
        reviewDemand(of: publication, at: now)
    }
}
