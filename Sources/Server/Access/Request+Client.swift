import Bytes
import HTTP

extension Request {
    /// Whose attempts are counted together: the other end of the connection, or behind a proxy on this machine the
    /// client that the proxy names.
    ///
    /// A proxy appends the address that it saw to `X-Forwarded-For` (RFC 7239 §7.4 describes the habit), so only the
    /// last one is its word; those before it are the client's. From another machine the field is the client's own
    /// word altogether, with which a guesser would be somebody else each time.
    var client: IPAddress {
        let transport = IPAddress(peer.address) ?? .anyV6
        guard transport.isLoopback, let named = fields.values(of: "x-forwarded-for").last else {
            return transport
        }
        let last = named.split(separator: ",").last ?? ""
        return IPAddress(String(last.filter { $0 != " " })) ?? transport
    }
}
