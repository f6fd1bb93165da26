import Testing

@testable import SDP

@Suite struct FingerprintTests {
    /// 32 bytes as a description spells them.
    static let pairs =
        "12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD"

    @Test("a fingerprint is read in any case and written in upper case")
    func roundTrip() {
        let written = "sha-256 " + Self.pairs
        #expect(rewritten(Fingerprint.self, written) == written)
        #expect(rewritten(Fingerprint.self, "SHA-256 " + Self.pairs.lowercased()) == written)
        #expect(Fingerprint(written)?.bytes.first == 0x12)
        #expect(Fingerprint(written)?.algorithm == .sha256)
    }

    @Test("a hash we do not trust is read, and known as such")
    func weak() {
        let fingerprint = Fingerprint("sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB")
        #expect(fingerprint?.name == "sha-1")
        #expect(fingerprint != nil && fingerprint?.algorithm == nil)
    }

    /// Texts that are not fingerprints.
    static let malformed: [String] = [
        "", "sha-256", "sha-256 \(pairs.dropLast(3))", "sha-256 \(pairs):00", "sha-384 \(pairs)",
        "sha-256 \(pairs.dropLast(1))", "sha-256 \(pairs.replacing("12", with: "1G"))", "md5 +1:00",
        "x 00\(String(repeating: ":00", count: 64))",
    ]

    @Test("what is no fingerprint is refused", arguments: malformed)
    func refused(value: String) {
        #expect(Fingerprint(value) == nil)
    }
}
