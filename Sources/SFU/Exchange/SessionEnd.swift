public import WebRTC

/// Why a session is over.
public enum SessionEnd: Hashable, Sendable {
    /// Its peer ended, or was closed as its client asked for.
    case peer(PeerEnd)
    /// Another publisher took its place.
    case replaced
    /// Its publisher went, and none came back in time.
    case publisherLeft

    /// Whether it is what somebody wanted.
    public var isOrderly: Bool {
        if case .peer(let end) = self { end.isOrderly } else { true }
    }
}
