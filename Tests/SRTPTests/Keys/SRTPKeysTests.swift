import Bytes
import Testing

@testable import SRTP

@Suite struct SRTPKeysTests {
    /// Client key c0…, server key d0…, client salt c1…, server salt d1….
    private static func material(_ profile: SRTPProfile) -> [UInt8] {
        [UInt8](repeating: 0xC0, count: profile.keyCount) + [UInt8](repeating: 0xD0, count: profile.keyCount)
            + [UInt8](repeating: 0xC1, count: profile.saltCount)
            + [UInt8](repeating: 0xD1, count: profile.saltCount)
    }

    @Test(
        "the exported octets are taken apart in the order of RFC 5764 §4.2", arguments: SRTPProfile.allCases)
    func split(profile: SRTPProfile) throws {
        let keys = SRTPKeys(profile, material: Self.material(profile))
        guard let keys else { return #expect(Bool(false), "it has the right length") }
        for (role, key, salt) in [(.client, 0xC0, 0xC1), (.server, 0xD0, 0xD1)] as [(SRTPRole, UInt8, UInt8)]
        {
            let master = keys.withMaster(of: role) { [[UInt8]($0), [UInt8]($1)] }
            #expect(master[0] == [UInt8](repeating: key, count: profile.keyCount))
            #expect(master[1] == [UInt8](repeating: salt, count: profile.saltCount))
        }
    }

    @Test("another length is refused", arguments: SRTPProfile.allCases)
    func lengths(profile: SRTPProfile) {
        for count in 0...100 where count != profile.materialCount {
            let isAccepted = SRTPKeys(profile, material: [UInt8](repeating: 1, count: count)) != nil
            #expect(!isAccepted, "\(count) octets")
        }
    }
}
