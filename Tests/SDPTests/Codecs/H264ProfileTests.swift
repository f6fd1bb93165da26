import Testing

@testable import SDP

@Suite struct H264ProfileTests {
    /// The rows of RFC 6184 table 5 that we forward, each "x" as 0 and as 1, and what came after it.
    static let spellings: [(UInt8, UInt8, H264Profile?)] = [
        (0x42, 0x40, .constrainedBaseline), (0x42, 0xC0, .constrainedBaseline),
        (0x42, 0xE0, .constrainedBaseline),
        (0x42, 0xF0, .constrainedBaseline), (0x4D, 0x80, .constrainedBaseline),
        (0x4D, 0xF0, .constrainedBaseline),
        (0x58, 0xC0, .constrainedBaseline), (0x58, 0xF0, .constrainedBaseline),
        (0x42, 0x00, .baseline), (0x42, 0x80, .baseline), (0x42, 0xB0, .baseline), (0x58, 0x80, .baseline),
        (0x58, 0xB0, .baseline),
        (0x4D, 0x00, .main), (0x4D, 0x40, .main), (0x4D, 0x50, .main),
        (0x58, 0x00, .extended), (0x58, 0x30, .extended),
        (0x64, 0x00, .high), (0x64, 0x08, .high), (0x64, 0x0C, .constrainedHigh),
        // Not on the table, or profiles of ten bits, 4:2:2 and 4:4:4.
        (0x42, 0x01, nil), (0x4D, 0x20, nil), (0x64, 0x10, nil), (0x6E, 0x00, nil), (0x7A, 0x00, nil),
        (0xF4, 0x00, nil), (0x2C, 0x10, nil), (0x00, 0x00, nil),
    ]

    @Test("profile-idc and profile-iop mean what table 5 says", arguments: spellings)
    func meaning(idc: UInt8, constraints: UInt8, profile: H264Profile?) {
        #expect(H264Profile(idc: idc, constraints: constraints) == profile)
    }

    @Test("our own spelling means the profile", arguments: H264Profile.allCases)
    func spelling(profile: H264Profile) {
        #expect(H264Profile(idc: profile.bytes.idc, constraints: profile.bytes.constraints) == profile)
    }

    @Test(
        "a decoder shows the profiles that its own contains",
        arguments: [
            (H264Profile.constrainedBaseline, [H264Profile.constrainedBaseline, .baseline]),
            (.baseline, [.constrainedBaseline, .baseline]),
            (.main, [.constrainedBaseline, .baseline, .main]),
            (.extended, [.constrainedBaseline, .baseline, .extended]),
            (.constrainedHigh, [.constrainedBaseline, .baseline, .constrainedHigh]),
            (.high, [.constrainedBaseline, .baseline, .main, .constrainedHigh, .high]),
        ])
    func decoding(decoder: H264Profile, streams: [H264Profile]) {
        #expect(H264Profile.allCases.filter { decoder.decodes($0) } == streams)
    }
}
