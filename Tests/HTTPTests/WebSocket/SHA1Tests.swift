import Testing

@testable import HTTP

@Suite struct SHA1Tests {
    @Test(
        "the vectors of RFC 3174 §7.3",
        arguments: [
            ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
            ("a", 10_000, "a080cbda64850abb7b7f67ee875ba068074ff6fe"),
            (
                "0123456701234567012345670123456701234567012345670123456701234567", 10,
                "dea356a2cddd90c7a7ecedc5ebb563934f460452"
            ),
            ("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ])
    func digests(text: String, count: Int, digest: String) {
        let message = Array(String(repeating: text, count: count).utf8)
        let hex = SHA1.digest(of: message).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        #expect(hex.joined() == digest)
    }
}
