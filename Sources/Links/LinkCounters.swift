/// What became of the packets of one direction of a link.
public struct LinkCounters: Hashable, Sendable {
    /// How many were sent.
    public internal(set) var sent = 0
    /// How many of them the link lost.
    public internal(set) var lost = 0
    /// How many found its queue full.
    public internal(set) var overflowed = 0
    /// How many were doubled.
    public internal(set) var duplicated = 0
    /// How many were held back.
    public internal(set) var heldBack = 0

    /// Nothing yet.
    public init() {}
}
