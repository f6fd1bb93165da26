/// The word that SRTCP adds to a packet (RFC 3711 §3.4).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |E|                         SRTCP index                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// It comes before the tag in AES-CM with HMAC-SHA1, and after it in GCM (RFC 7714 §9.2).
struct RTCPTrailer {
    /// The word as a number.
    let word: UInt32

    /// Octets on the wire.
    static let count = 4

    /// The word that was read.
    init(word: UInt32) {
        self.word = word
    }

    /// The word of an encrypted packet. We send no others.
    init(encryptedWithIndex index: UInt32) {
        word = index | 1 << 31
    }

    /// Whether more than the tag was done to the packet.
    var isEncrypted: Bool { word >> 31 == 1 }

    /// The packet's number, 31 bits.
    var index: UInt32 { word & 0x7FFF_FFFF }
}
