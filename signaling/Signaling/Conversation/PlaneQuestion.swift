public import Platform

/// What the switchboard asks of the media plane.
public enum PlaneQuestion: Sendable {
    case open(SessionRequest)
    case update(SessionLocation, SessionFragment)
    case close(SessionLocation)
    case report(SessionLocation)
    /// How loud the audio of streams is.
    case loudness([StreamName])
}
