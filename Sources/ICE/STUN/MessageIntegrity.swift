import Bytes
import Crypto

/// MESSAGE-INTEGRITY: HMAC-SHA1 of all octets before it, the length in the header counting it and nothing behind
/// it, keyed by the password as short-term credentials have it (RFC 8489 §9.1.1, §14.5).
enum MessageIntegrity {
    /// The octets of the value.
    static let byteCount = HMACSHA1.byteCount

    /// The code of `message`, whose length in the header already counts the attribute.
    static func code(for message: RawSpan, password: String) -> [UInt8] {
        HMACSHA1.code(for: message, key: password.utf8Bytes)
    }
}

extension STUNMessage {
    /// Whether the message has a MESSAGE-INTEGRITY made with `password`. Takes the same time wherever it differs.
    public func isIntact(password: String) -> Bool {
        guard let offset = found.integrity else { return false }
        // What was sent has its length set to all of it by now, FINGERPRINT included.
        let length = UInt16(
            truncatingIfNeeded: offset + 4 + MessageIntegrity.byteCount - Self.headerByteCount)
        let covered = [UInt8(length >> 8), UInt8(length & 0xFF)]
        var code = HMACSHA1(key: password.utf8Bytes)
        code.update(bytes.extracting(0..<2))
        code.update(covered.bytes)
        code.update(bytes.extracting(4..<offset))
        return code.matches(bytes.extracting((offset + 4)..<(offset + 4 + MessageIntegrity.byteCount)))
    }
}
