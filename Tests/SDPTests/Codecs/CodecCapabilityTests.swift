import Testing

@testable import SDP

@Suite struct CodecCapabilityTests {
    static let all = CodecCapability.audio + CodecCapability.video

    @Test("the format that offers a capability matches it, and no other", arguments: all)
    func ownFormat(capability: CodecCapability) {
        let format = capability.format(100, redundancyOf: 111)
        #expect(Self.all.filter { $0.matches(format.codec) } == [capability])
        #expect(format.payloadType == 100)
    }

    @Test("audio is audio and video is video")
    func kinds() {
        #expect(CodecCapability.audio.allSatisfy { $0.kind == .audio })
        #expect(CodecCapability.video.allSatisfy { $0.kind == .video })
    }

    @Test(
        "the order of preference is H.264, VP9, AV1, VP8, H.265, parities last, and Opus before all other audio"
    )
    func preference() {
        let names = CodecCapability.video.map { String($0.description.prefix { $0 != " " }) }
        #expect(
            names == Array(repeating: "H264", count: 5) + ["VP9", "VP9", "AV1", "VP8", "H265", "H265"]
                + Array(repeating: "H264", count: 5) + ["flexfec-03"])
        #expect(CodecCapability.video.first == .h264(.constrainedBaseline, packetizationMode: 1))
        #expect(CodecCapability.audio.first == .opus)
    }

    @Test(
        "a profile is matched by what it means, packetization exactly",
        arguments: [
            ("packetization-mode=1;profile-level-id=42e034", true),
            ("packetization-mode=1;profile-level-id=4d801f", true),
            ("packetization-mode=0;profile-level-id=42e01f", false),
            ("packetization-mode=1;profile-level-id=42001f", false),
            ("packetization-mode=1", true),
        ])
    func h264(parameters: String, matches: Bool) {
        let format = MediaFormat(
            RTPMap(payloadType: 96, encoding: "H264", clockRate: 90_000),
            parameters: FormatParameters(parameters))
        #expect(
            CodecCapability.h264(.constrainedBaseline, packetizationMode: 1).matches(format.codec) == matches)
    }

    @Test("capabilities are told in words")
    func words() {
        #expect(
            CodecCapability.h264(.high, packetizationMode: 1).description
                == "H264 (high, packetization-mode 1)")
        #expect(CodecCapability.av1(profile: 0).description == "AV1 (profile 0)")
    }
}
