/// Where a STUN or TURN server is: `stun:HOST[:PORT]`, `turn:HOST[:PORT][?transport=udp|tcp]`, or either with an `s`
/// for TLS (RFC 7064 §3.1, RFC 7065 §3.1).
public struct ICEServerURI: Hashable, Sendable {
    /// The URI, as it goes to clients.
    public let text: String
    /// Whether it relays media, and so asks for credentials: TURN.
    public let isRelay: Bool

    /// Reads a URI; `nil` when it is none that browsers take. `stun://` is none: RTCPeerConnection would throw.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["stun", "stuns", "turn", "turns"].contains(parts[0]) else { return nil }
        let isRelay = parts[0].hasPrefix("turn")
        var place = parts[1][...]
        for transport in ["?transport=udp", "?transport=tcp"] where isRelay && place.hasSuffix(transport) {
            place = place.dropLast(transport.count)
            break
        }
        guard !place.isEmpty, place.utf8.allSatisfy(Self.isHostOrPort) else { return nil }
        self.text = text
        self.isRelay = isRelay
    }

    /// A character of `host:port` with a name or an address (RFC 3986 §3.2.2), without percent-encoding.
    private static func isHostOrPort(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._:[]".utf8.contains(byte)
        }
    }
}
