public import Platform

/// Where media lives, seen from signaling: it opens sessions, changes and ends them, and tells of them.
///
/// Signaling knows HTTP and nothing of media; the plane knows SDP, ICE and codecs and nothing of HTTP. Descriptions
/// pass through as text. Everything that crosses is a plain value, so that signaling can move to another process.
/// Calls come from any task, several at once; the plane orders those of one stream.
public protocol MediaPlane: Sendable {
    /// Answers an offer, and begins a session with it.
    func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer

    /// Takes a fragment that a client sent for its session. Whether that is trickled candidates or an ICE restart
    /// only the plane can tell: credentials that the session does not know ask for a restart (RFC 9725 §4.3.3).
    /// Refused with `.staleTag` unless `fragment.isMeant(for:)` the session's present tag. A restart that is refused
    /// leaves the session as it was.
    func update(
        _ session: SessionLocation, with fragment: SessionFragment
    ) async throws(MediaRefusal) -> FragmentAnswer

    /// Goes on with what was agreed on with a viewer of several streams. Returns what the client is told: our answer to its
    /// offer, or an offer that it has to answer; `nil` when there is nothing to tell. Refused with `.glare` when the client
    /// offers while an offer of ours waits for its answer. What is refused leaves the session as it was.
    func renegotiate(
        _ session: SessionLocation, by step: Renegotiation
    ) async throws(MediaRefusal) -> String?

    /// Ends a session at once.
    func close(_ session: SessionLocation) async throws(MediaRefusal)

    /// Takes what a viewer's client wants of the video in a section, by its `mid`, or of all its videos, and says what it
    /// gets now; another layer takes until its keyframe. Refused with `.unacceptable` when there is no such video.
    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
    ) async throws(MediaRefusal) -> [VideoReport]

    /// What viewers get of their videos. Sessions that are no more are left out.
    func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]]

    /// The sessions that there are, and those that ended a short while ago; of one stream, or of all.
    func sessions(of stream: StreamName?) async -> [SessionReport]

    /// One of them.
    func session(_ id: SessionID) async -> SessionReport?

    /// The streams that have a publisher, had one until a moment ago, or are waited for.
    func streams() async -> [StreamReport]

    /// How loud the audio of streams is at the moment: how many decibels below full scale, 127 for silence (RFC 6464 §3).
    /// Streams without audio, and those whose publisher does not say, are left out.
    func loudness(of streams: [StreamName]) async -> [StreamName: UInt8]

    /// A stage's name stands for a participant's stream from now on, or with `nil` for no other than its own: whoever plays
    /// the stage where the media is, as HLS, gets it.
    func name(_ stage: StreamName, as stream: StreamName?) async

    /// A stream, or what all participants of a stage send, is called so from now on, or with `nil` nothing. It need not be live.
    func entitle(_ stream: StreamName, as title: StreamTitle?) async throws(MediaRefusal)
}
