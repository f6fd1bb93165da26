import Testing

@testable import SRTP

@Suite struct SRTPProfileTests {
    @Test(
        "a profile has the identifier, lengths and name of the registry",
        arguments: [
            // RFC 5764 §4.1.2, RFC 7714 §14.2: identifier, key, salt, exported octets, tag
            (.counterModeSHA1, 0x0001, 16, 14, 60, 10), (.gcm128, 0x0007, 16, 12, 56, 16),
            (.gcm256, 0x0008, 32, 12, 88, 16),
        ] as [(SRTPProfile, UInt16, Int, Int, Int, Int)])
    func parameters(profile: SRTPProfile, id: UInt16, key: Int, salt: Int, material: Int, tag: Int) {
        #expect(profile.rawValue == id && SRTPProfile(rawValue: id) == profile)
        #expect(profile.keyCount == key && profile.saltCount == salt && profile.materialCount == material)
        #expect(profile.rtpOverhead == tag && profile.rtcpOverhead == tag + 4)
    }

    @Test(
        "a short tag, no encryption and what is unknown are refused",
        arguments: [0, 2, 5, 6, 9, 0xFFFF] as [UInt16])
    func refused(id: UInt16) {
        #expect(SRTPProfile(rawValue: id) == nil)
    }

    @Test("GCM is preferred, and every profile is in the order")
    func order() {
        #expect(
            SRTPProfile.preferred.map(\.description) == [
                "AEAD_AES_128_GCM", "AEAD_AES_256_GCM", "AES_CM_128_HMAC_SHA1_80",
            ])
        #expect(Set(SRTPProfile.preferred) == Set(SRTPProfile.allCases))
    }
}
