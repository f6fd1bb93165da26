import Bytes
import Crypto
import FoundationEssentials
import Testing
import Timing

@testable import DTLS

/// ClientHellos as browsers sent them; Tests/Vectors/DTLS/README.md says where they come from.
@Suite struct BrowserHelloTests {
    /// The datagrams of a browser's first flight.
    private static func flight(of browser: String) throws -> [[UInt8]] {
        let folder =
            #filePath.dropLast("Tests/DTLSTests/BrowserHelloTests.swift".count) + "Tests/Vectors/DTLS/"
        let text = String(
            decoding: try Data(contentsOf: URL(filePath: folder + browser + "-hello.hex")), as: UTF8.self)
        return text.split(separator: "\n").map { line in
            let digits = line.utf8.compactMap { UInt8(String(decoding: [$0], as: UTF8.self), radix: 16) }
            return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }

    /// What a server answers to datagrams.
    private static func answer(to datagrams: [[UInt8]]) throws -> [UInt8]? {
        let server = try DTLSSession(
            DTLSIdentity(DTLSPair.certificates.server), role: .server,
            expecting: [DTLSPair.certificates.client.fingerprint()])
        server.start(at: .zero)
        for datagram in datagrams { server.handle(datagram.bytes, at: .zero) }
        guard case .transmit(let first)? = server.pollOutput() else { return nil }
        return first
    }

    @Test(
        "a post-quantum ClientHello in two datagrams is answered with DTLS 1.2 and GCM, whichever comes first",
        arguments: ["chromium", "firefox"], [false, true])
    func answers(browser: String, backwards: Bool) throws {
        let flight = try Self.flight(of: browser)
        #expect(flight.count == 2)
        let answer = try #require(try Self.answer(to: backwards ? flight.reversed() : flight))
        // A handshake record (RFC 6347 §4.1) with a ServerHello (2) in it, behind two headers of 13 and 12 bytes.
        #expect(answer[0] == 22 && answer[13] == 2)
        #expect(answer[25] == 0xFE && answer[26] == 0xFD, "DTLS 1.2")
        // use_srtp (14) with one profile, AEAD_AES_128_GCM (7), and no MKI (RFC 5764 §4.1.1).
        #expect(answer.firstRange(of: [0, 14, 0, 5, 0, 2, 0, 7, 0]) != nil)
    }

    @Test("half of it is not answered", arguments: ["chromium", "firefox"], [0, 1])
    func half(browser: String, index: Int) throws {
        #expect(try Self.answer(to: [Self.flight(of: browser)[index]]) == nil)
    }
}
