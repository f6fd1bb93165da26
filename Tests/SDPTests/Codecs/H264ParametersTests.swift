import Testing

@testable import SDP

@Suite struct H264ParametersTests {
    @Test("profile, mode and asymmetry are read")
    func reading() throws {
        let text = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c34"
        let parameters = try #require(H264Parameters(FormatParameters(text)))
        #expect(parameters.profile == .constrainedHigh)
        #expect(parameters.profileLevelID == [0x64, 0x0C, 0x34])
        #expect(parameters.packetizationMode == 1)
        #expect(parameters.allowsLevelAsymmetry)
    }

    @Test("what is left out has its default")
    func defaults() throws {
        let parameters = try #require(H264Parameters(FormatParameters()))
        #expect(parameters.profile == .constrainedBaseline)
        #expect(parameters.packetizationMode == 0)
        #expect(!parameters.allowsLevelAsymmetry)
        #expect(parameters.answeredProfileLevelID == nil)
    }

    @Test(
        "what cannot be read is no H.264 of ours",
        arguments: [
            "packetization-mode=3", "packetization-mode=x", "profile-level-id=42e01",
            "profile-level-id=42e01g",
            "profile-level-id=+2e01f", "profile-level-id=42e01f00",
        ])
    func malformed(text: String) {
        #expect(H264Parameters(FormatParameters(text)) == nil)
    }

    @Test(
        "the answered level is ours where levels may differ, and the offered one where not",
        arguments: [
            ("profile-level-id=42e01f;level-asymmetry-allowed=1", "42e034"),
            ("profile-level-id=42C01F;level-asymmetry-allowed=1", "42c034"),
            ("profile-level-id=42e01f", "42e01f"),
            ("profile-level-id=42e01f;level-asymmetry-allowed=0", "42e01f"),
            ("profile-level-id=64003d;level-asymmetry-allowed=1", "64003d"),
        ])
    func answer(text: String, answered: String) {
        #expect(H264Parameters(FormatParameters(text))?.answeredProfileLevelID == answered)
    }
}
