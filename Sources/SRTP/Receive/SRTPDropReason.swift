/// Why a packet was not opened.
public enum SRTPDropReason: Hashable, Sendable, CaseIterable {
    /// It is no RTP or RTCP, or is cut.
    case malformed
    /// Its tag is wrong: damaged, forged, sealed with other keys, or further from its stream than we can guess.
    case unauthentic
    /// It came before.
    case replayed
    /// It is so late that we cannot tell whether it came before.
    case tooOld
    /// The peer has as many sources as we keep count of.
    case tooManySources
    /// What we were to write it to is too small.
    case noRoom
}
