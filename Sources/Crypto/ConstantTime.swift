internal import Bytes

/// Comparison of secrets in a time that says nothing about where they differ.
public enum ConstantTime {
    /// Whether what a client sent is the secret. Takes as long as `offered` is, whatever `secret` is. An empty
    /// secret equals nothing.
    ///
    /// Every byte is compared and the differences are gathered, so no early exit tells an attacker how many bytes
    /// were right. Out of line, so that no caller's knowledge lets the optimiser shorten it.
    @inline(never)
    public static func equal(_ offered: String, _ secret: String) -> Bool {
        let offered = Array(offered.utf8)
        let secret = Array(secret.utf8)
        guard !secret.isEmpty else { return false }
        var difference = UInt(bitPattern: offered.count ^ secret.count)
        var position = 0
        for byte in offered {
            difference |= UInt(byte ^ secret[position])
            position += 1
            if position == secret.count { position = 0 }
        }
        return difference == 0
    }

    /// Whether both views hold the same bytes. Their lengths are no secret.
    @inline(never)
    public static func equal(_ one: RawSpan, _ other: RawSpan) -> Bool {
        guard one.byteCount == other.byteCount else { return false }
        var difference: UInt8 = 0
        for offset in 0..<one.byteCount {
            difference |= (one.byte(at: offset) ?? 0) ^ (other.byte(at: offset) ?? 0)
        }
        return difference == 0
    }
}
