import Crypto
import Testing
import Timing

@Suite struct CertificateTests {
    private static let now = WallClock(seconds: 1_700_000_000)

    private static func make() throws -> Certificate {
        try Certificate(valid: .seconds(30 * 86_400), at: now)
    }

    @Test("it ends when it was told to, and says so in PEM too")
    func end() throws {
        let made = try Self.make()
        #expect(made.notAfter == WallClock(seconds: 1_700_000_000 + 30 * 86_400))
        #expect(Certificate.expiry(ofPEM: made.certificatePEM) == made.notAfter)
        #expect(Certificate.expiry(ofPEM: Array("no certificate".utf8)) == nil)
    }

    @Test("what was written in PEM is read back as it was")
    func roundTrip() throws {
        let made = try Certificate(
            for: ["localhost"], addresses: ["127.0.0.1", "::1"], valid: .seconds(86_400), at: Self.now)
        let read = try Certificate(pem: made.certificatePEM, keyPEM: made.keyPEM)
        #expect(read.der == made.der)
        #expect(read.keyDER == made.keyDER)
        #expect(read.notAfter == made.notAfter)
    }

    @Test("a key of another certificate, and text that is none, are refused")
    func mismatch() throws {
        let made = try Self.make()
        let other = try Self.make()
        #expect(throws: CryptoError.self) {
            try Certificate(pem: made.certificatePEM, keyPEM: other.keyPEM)
        }
        #expect(throws: CryptoError.self) { try Certificate(pem: [], keyPEM: made.keyPEM) }
        #expect(throws: CryptoError.self) { try Certificate(pem: made.certificatePEM, keyPEM: [0, 255]) }
    }

    @Test("no two certificates are the same")
    func unique() throws {
        #expect(try Self.make().fingerprint() != Self.make().fingerprint())
    }

    @Test(
        "a fingerprint is the hash of the DER, written as SDP writes it",
        arguments: [
            // FIPS 180-2, appendices B.1, C.1 and D.1: the hash of "abc".
            (Certificate.Fingerprint.Algorithm.sha256, "sha-256 BA:78:16:BF:8F:01:CF:EA", 32),
            (.sha384, "sha-384 CB:00:75:3F:45:A3:5E:8B", 48),
            (.sha512, "sha-512 DD:AF:35:A1:93:61:7A:BA", 64),
        ])
    func fingerprint(algorithm: Certificate.Fingerprint.Algorithm, start: String, count: Int) {
        let made = Certificate.Fingerprint(algorithm, ofDER: Array("abc".utf8))
        #expect(made.description.hasPrefix(start))
        #expect(made.bytes.count == count)
    }
}
