public import Platform

/// A call of the media plane as a value, so that the switchboard can ask without waiting, and so that it can cross to
/// another process: each is one method of `MediaPlane`.
public enum PlaneQuestion: Hashable, Sendable {
    case open(SessionRequest)
    case update(SessionLocation, SessionFragment)
    case renegotiate(SessionLocation, Renegotiation)
    case close(SessionLocation)
    /// The sessions of a stream, or of all.
    case sessions(StreamName?)
    /// One session.
    case session(SessionID)
    case streams
    /// How loud the audio of streams is.
    case loudness([StreamName])
    case choose(LayerChoice, ofVideo: String?, for: SessionLocation)
    /// What a stage's name stands for.
    case name(StreamName, as: StreamName?)
    /// What a stream is called.
    case entitle(StreamName, as: StreamTitle?)
    /// What viewers get of their videos.
    case videos([SessionLocation])
}
