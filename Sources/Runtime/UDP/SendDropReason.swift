internal import Glibc

/// Why a message was not sent.
public enum SendDropReason: Int, CaseIterable, Sendable {
    /// The kernel took nothing, and what may wait was full.
    case blocked
    /// No route, no neighbour, or a port that said so.
    case unreachable
    /// Larger than the path's device takes, or than any datagram may be.
    case tooLarge
    /// The kernel had no memory, or a queue on the way was full.
    case noMemory
    /// A firewall rule.
    case notPermitted
    /// An address that the socket's family has no form for, or anything else the kernel found wrong.
    case invalid

    /// The reason that an error number stands for.
    init(code: Int32) {
        switch code {
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, ECONNREFUSED, EADDRNOTAVAIL: self = .unreachable
        case EMSGSIZE: self = .tooLarge
        case ENOBUFS, ENOMEM: self = .noMemory
        case EPERM, EACCES: self = .notPermitted
        default: self = .invalid
        }
    }
}
