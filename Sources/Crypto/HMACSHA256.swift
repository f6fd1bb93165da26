internal import Bytes
internal import COpenSSL

/// HMAC-SHA256 (RFC 2104, FIPS 180-4): codes of what we sign for ourselves, such as invites.
public enum HMACSHA256 {
    /// How many bytes a code has.
    public static let byteCount = 32

    /// The code of one message.
    public static func code(for message: RawSpan, key: RawSpan) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: byteCount)
        let isDone = unsafe message.withUnsafeBytes { message in
            unsafe key.withUnsafeBytes { key in
                unsafe starling_hmac_sha256(
                    key.baseAddress, key.count, message.baseAddress, message.count, &code)
            }
        }
        precondition(isDone == 1, "OpenSSL was built without HMAC-SHA256")
        return code
    }
}
