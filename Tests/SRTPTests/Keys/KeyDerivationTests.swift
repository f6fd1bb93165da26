import Bytes
import Testing

@testable import SRTP

@Suite struct KeyDerivationTests {
    @Test("the session keys of RFC 3711 appendix B.3")
    func appendixB3() {
        let key = hex("E1F97A0D3E018BE0 D64FA32C06DE4139")  // master key
        let salt = hex("0EC675AD498AFEEB B6960B3AABE6")  // master salt
        let derivation = KeyDerivation(key: key.bytes, salt: salt.bytes, kind: .rtp)

        let cipher = [UInt8](derivation.key(.cipher, count: 16).bytes)
        #expect(cipher == hex("C61E7A93744F39EE 10734AFE3FF7A087"))
        let sessionSalt = [UInt8](derivation.key(.salt, count: 14).bytes)
        #expect(sessionSalt == hex("30CBBC08863D8C85 D49DB34A9AE1"))
        // The appendix goes on to 94 octets, of which HMAC-SHA1 takes 20.
        let code = [UInt8](derivation.key(.authentication, count: 94).bytes)
        let published = hex(
            """
            CEBE321F6FF7716B 6FD4AB49AF256A15 6D38BAA48F0A0ACF 3C34E2359E6CDBCE
            E049646C43D9327A D175578EF7227098 6371C10C9A369AC2 F94A8C5FBCDDDC25
            6D6E919A48B610EF 17C2041E47403576 6B68642C59BBFC2F 34DB60DBDFB2
            """)
        #expect(code == published)
    }

    @Test("the keys of RTCP are others")
    func kinds() {
        let key = [UInt8](repeating: 1, count: 16)
        let salt = [UInt8](repeating: 2, count: 14)
        let rtp = KeyDerivation(key: key.bytes, salt: salt.bytes, kind: .rtp)
        let rtcp = KeyDerivation(key: key.bytes, salt: salt.bytes, kind: .rtcp)
        var all: Set<[UInt8]> = []
        for purpose in [KeyDerivation.Purpose.cipher, .authentication, .salt] {
            all.insert([UInt8](rtp.key(purpose, count: 14).bytes))
            all.insert([UInt8](rtcp.key(purpose, count: 14).bytes))
        }
        #expect(all.count == 6)
    }
}
