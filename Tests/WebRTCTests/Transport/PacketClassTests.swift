import Bytes
import Testing
import WebRTC

@Suite struct PacketClassTests {
    /// First octets and what they make a datagram, at the edges of RFC 7983 §7's ranges; the second octet is 0.
    static let firstOctets: [(UInt8, PacketClass?)] = [
        (0, .stun), (3, .stun), (4, nil), (16, nil), (19, nil), (20, .dtls), (63, .dtls), (64, nil),
        (79, nil),
        (127, nil), (128, .rtp), (191, .rtp), (192, nil), (255, nil),
    ]

    @Test("the first octet tells", arguments: firstOctets)
    func first(octet: UInt8, expected: PacketClass?) {
        let kind = PacketClass([octet, 0, 0, 0].bytes)
        #expect(kind == expected)
    }

    /// Second octets: marker and payload type, or RTCP's packet type (RFC 5761 §4).
    static let secondOctets: [(UInt8, PacketClass)] = [
        (0, .rtp), (63, .rtp), (96, .rtp), (127, .rtp), (128 + 63, .rtp), (128 + 64, .rtcp), (200, .rtcp),
        (207, .rtcp), (128 + 95, .rtcp), (128 + 96, .rtp), (255, .rtp),
    ]

    @Test("RTCP is told from RTP by where the payload type would be", arguments: secondOctets)
    func second(octet: UInt8, expected: PacketClass) {
        let kind = PacketClass([0x80, octet, 0, 0].bytes)
        #expect(kind == expected)
    }

    @Test("nothing, and a single octet, are no reason to trap")
    func short() {
        let (none, single) = (PacketClass([UInt8]().bytes), PacketClass([0x80].bytes))
        #expect(none == nil && single == .rtp)
        for octet in UInt8.min...UInt8.max { _ = PacketClass([octet].bytes) }
    }
}
