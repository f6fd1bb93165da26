public import Media

/// What the server and a transcoder say to each other.
///
/// A transcoder is a process of its own that does one job, over one socket:
///
///     server                                    transcoder
///       │ ── order ──────────────────────────►      │   what is to be made, once
///       │ ── format ─────────────────────────►      │   what the units are that follow, again whenever that changes
///       │ ── unit ──► ── unit ──► ── end ──►        │
///       │      ◄── format ── ◄── unit ── ◄── unit   │   what was made of them, or
///       │      ◄── picture ──                       │
///       │      ◄── watched ── ◄── paced ──          │
///       │      ◄── trouble ──                       │   what could not be, or was left out; it goes on
///
/// The socket's end is the job's, from either side. On the wire a message is its length in four octets, big-endian as
/// all numbers, its kind, and its content:
///
///      0        4      5
///     +--------+------+-----------
///     | length | kind |  content          length counts the kind and the content
///     +--------+------+-----------
public enum BridgeMessage: Hashable, Sendable {
    /// The job.
    case order(BridgeOrder)
    /// What the following units are.
    case format(BridgeFormat)
    /// A unit. When it was captured is not told: who wants it back knows it by the time of decoding.
    case unit(AccessUnit)
    /// There are no more units.
    case end
    /// A JPEG picture, and how large the tiles are that it is made of.
    case picture([UInt8], tile: PictureSize)
    /// What came of all units up to now: how many pictures, and how many units were not decoded, or in part only.
    case watched(pictures: Int, faults: Int)
    /// Of how many pictures one is encoded from now on, and how many were left out since this was said last: it is slower than what
    /// comes. It is said when that changes, and as long as any are left out.
    case paced(divisor: Int, leftOut: Int)
    /// What went wrong, for the operator.
    case trouble(String)
}
