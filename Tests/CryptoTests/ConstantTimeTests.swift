import Bytes
import Crypto
import Testing

@Suite struct ConstantTimeTests {
    @Test(
        "secrets are equal when every byte is",
        arguments: [
            ("secret", "secret", true), ("secreT", "secret", false), ("secre", "secret", false),
            ("secrets", "secret", false),
            ("secretsecret", "secret", false), ("", "secret", false), ("", "", false), ("x", "", false),
            ("é", "é", true),
        ])
    func texts(offered: String, secret: String, isEqual: Bool) {
        #expect(ConstantTime.equal(offered, secret) == isEqual)
    }

    @Test("a difference in any byte, or in length, is one")
    func bytes() {
        let good = Array<UInt8>(0..<20)
        #expect(Self.equal(good, Array(0..<20)))
        for place in good.indices {
            var other = good
            other[place] ^= 0x80
            #expect(!Self.equal(good, other))
            #expect(!Self.equal(good, Array(good[..<place])))
        }
    }

    private static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        ConstantTime.equal(one.bytes, other.bytes)
    }
}
