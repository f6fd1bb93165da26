/// The media types that sessions are spoken of in.
enum SDPMediaType {
    /// An offer or an answer (RFC 8866 §8.1).
    static let description = "application/sdp"
    /// Candidates, or credentials of an ICE restart (RFC 8840 §9).
    static let fragment = "application/trickle-ice-sdpfrag"
}
