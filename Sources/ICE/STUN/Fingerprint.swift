import Bytes

/// FINGERPRINT: CRC-32 of all octets before it, the length in the header already counting it, masked by "STUN"
/// (RFC 8489 §14.7). It tells STUN from anything else on the port; it proves nothing about who sent it.
struct Fingerprint: Hashable {
    /// The value of the attribute.
    let value: UInt32

    /// The octets of the value.
    static let byteCount = 4

    /// The fingerprint of a message up to, and without, the attribute.
    init(of bytes: RawSpan) {
        var register: UInt32 = 0xFFFF_FFFF
        var reader = ByteReader(bytes)
        while let byte = reader.readUInt8() {
            register = register >> 8 ^ Self.table[Int((register ^ UInt32(byte)) & 0xFF)]
        }
        value = ~register ^ 0x5354_554E
    }

    /// The remainders of all octets by the polynomial of ISO/IEC 8802-3 §3.2.8, bits reversed.
    private static let table: [UInt32] = (0..<256).map { octet in
        (0..<8).reduce(UInt32(octet)) { remainder, _ in
            remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0xEDB8_8320
        }
    }
}

extension STUNMessage {
    /// Whether the message ends in a FINGERPRINT and it is right. ICE demands one (RFC 8445 §7).
    public var hasValidFingerprint: Bool {
        guard let (offset, value) = found.fingerprint else { return false }
        return Fingerprint(of: bytes.extracting(0..<offset)).value == value
    }
}
