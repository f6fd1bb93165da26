import Bytes

extension IPAddress {
    /// The address that stands for all that its holder has: whoever has an IPv6 address has the 64 bits behind its
    /// first 64 as well (RFC 4291 §2.5.1), so limits count by those.
    var holder: IPAddress { isV4 ? self : IPAddress(high: high, low: 0) }
}
