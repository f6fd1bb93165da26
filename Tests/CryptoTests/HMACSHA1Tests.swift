import Bytes
import Crypto
import Testing

@Suite struct HMACSHA1Tests {
    /// RFC 2202 §3: key, message, code.
    static let vectors: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b617318655057264e28bc0b6fb378c8ef146be00"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "125d7342b9ac11cd91a39af48aa17b4f63f175d3"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xCD, count: 50),
            "4c9007f4026250c6bc8414f9bf50c86c2d7235da"
        ),
        (
            [UInt8](repeating: 0xAA, count: 80),
            Array("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".utf8),
            "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"
        ),
        // Not of the RFC: no key, no message.
        ([], [], "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"),
    ]

    @Test("the codes are those of RFC 2202", arguments: vectors)
    func code(key: [UInt8], message: [UInt8], code: String) {
        let made = HMACSHA1.code(for: message.bytes, key: key.bytes)
        #expect(made.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == code)
    }

    @Test("a message in several parts has the code of the whole")
    func parts() {
        let message = Array<UInt8>(0...255)
        let whole = HMACSHA1.code(for: message.bytes, key: [1, 2, 3].bytes)
        for cut in [0, 1, 63, 64, 65, 256] {
            var code = HMACSHA1(key: [1, 2, 3].bytes)
            code.update(Array(message[..<cut]).bytes)
            code.update(Array(message[cut...]).bytes)
            let isEqual = code.matches(whole.bytes)
            #expect(isEqual)
        }
    }

    @Test("another key, message or a shortened code does not match")
    func mismatch() {
        let code = HMACSHA1.code(for: [1].bytes, key: [2].bytes)
        #expect(!Self.matches(code, message: [1], key: [3]))
        #expect(!Self.matches(code, message: [2], key: [2]))
        #expect(!Self.matches(Array(code.dropLast()), message: [1], key: [2]))
        #expect(Self.matches(code, message: [1], key: [2]))
    }

    private static func matches(_ code: [UInt8], message: [UInt8], key: [UInt8]) -> Bool {
        var made = HMACSHA1(key: key.bytes)
        made.update(message.bytes)
        return made.matches(code.bytes)
    }
}
