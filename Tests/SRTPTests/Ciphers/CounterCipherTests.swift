import Bytes
import Testing

@testable import SRTP

@Suite struct CounterCipherTests {
    @Test("the key stream of RFC 3711 appendix B.2")
    func appendixB2() {
        let cipher = CounterCipher(key: hex("2B7E151628AED2A6 ABF7158809CF4F3C").bytes)
        // SSRC, rollover counter and number are 0.
        let start = CounterBlock(salt: hex("F0F1F2F3F4F5F6F7 F8F9FAFBFCFD").bytes)
        var stream = [UInt8](repeating: 0, count: 0xFF02 * 16)
        let isDone = unsafe stream.withUnsafeMutableBytes { stream in
            unsafe cipher.apply(
                start.mixed(withSource: 0, index: 0), to: UnsafeRawBufferPointer(stream),
                into: stream.baseAddress)
        }
        #expect(isDone)
        #expect(
            Array(stream.prefix(32))
                == hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"))
        // The counter's low 16 bits are FEFF, FF00 and FF01.
        let late = hex(
            "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44"
        )
        #expect(Array(stream[(0xFEFF * 16)...]) == late)
    }
}
