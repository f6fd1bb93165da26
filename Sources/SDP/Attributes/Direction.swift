/// Which way media flows, seen from whoever writes it (RFC 8866 §6.7).
public enum Direction: String, Hashable, Sendable, CaseIterable {
    case sendrecv
    case sendonly
    case recvonly
    case inactive

    /// A direction from its two halves.
    public init(sends: Bool, receives: Bool) {
        self =
            switch (sends, receives) {
            case (true, true): .sendrecv
            case (true, false): .sendonly
            case (false, true): .recvonly
            case (false, false): .inactive
            }
    }

    /// Whether the writer sends.
    public var sends: Bool { self == .sendrecv || self == .sendonly }

    /// Whether the writer receives.
    public var receives: Bool { self == .sendrecv || self == .recvonly }

    /// The same flow seen from the other side.
    public var reversed: Direction { Direction(sends: receives, receives: sends) }
}

extension Lines {
    /// The direction said at this level, if any.
    var direction: Direction? {
        for line in all where line.letter == "a" {
            if let direction = Direction(rawValue: line.name) { return direction }
        }
        return nil
    }
}
