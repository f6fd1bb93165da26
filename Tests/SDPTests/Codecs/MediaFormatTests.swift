import Testing

@testable import SDP

@Suite struct MediaFormatTests {
    /// A format by its map and parameters.
    static func format(_ map: String, _ parameters: String = "") -> MediaFormat? {
        RTPMap("96 \(map)").map { MediaFormat($0, parameters: FormatParameters(parameters)) }
    }

    @Test(
        "encoding, clock rate and parameters make the codec",
        arguments: [
            ("VP8/90000", "", MediaFormat.Codec.vp8), ("vp8/90000", "max-fs=12288", .vp8),
            ("VP8/48000", "", .other),
            ("VP9/90000", "profile-id=2", .vp9(profile: 2)), ("VP9/90000", "", .vp9(profile: 0)),
            ("OPUS/48000/2", "", .opus(OpusParameters(FormatParameters()))), ("opus/16000", "", .other),
            ("PCMU/8000", "", .pcmu), ("PCMA/8000", "", .pcma), ("PCMA/8000/2", "", .other),
            ("red/48000/2", "111/111", .redundantAudio([111, 111])), ("red/48000/2", "", .other),
            ("red/48000/2", "111/x", .other), ("red/90000", "", .other),
            ("rtx/90000", "apt=96", .retransmission(of: 96)), ("rtx/90000", "", .other),
            ("telephone-event/8000", "0-16", .telephoneEvent), ("ulpfec/90000", "", .other),
            ("flexfec-03/90000", "repair-window=10000000", .parity),
            ("H264/90000", "packetization-mode=9", .other), ("G722/8000", "", .other),
        ])
    func codecs(map: String, parameters: String, codec: MediaFormat.Codec) {
        #expect(Self.format(map, parameters)?.codec == codec)
    }

    @Test("H.265 and AV1 have the defaults of their payload formats")
    func defaults() {
        let h265 = H265Parameters(FormatParameters())
        #expect(h265.profile == 1 && h265.tier == 0 && h265.level == 93 && h265.isSingleStream)
        #expect(!H265Parameters(FormatParameters("tx-mode=MRST")).isSingleStream)
        let av1 = AV1Parameters(FormatParameters("profile=1;level-idx=9"))
        #expect(av1.profile == 1 && av1.level == 9 && av1.tier == 0)
    }

    @Test("Opus says what it likes")
    func opus() {
        let text = "minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1;usedtx=1"
        let opus = OpusParameters(FormatParameters(text))
        #expect(opus.prefersStereo && opus.sendsStereo && opus.usesInbandFEC && opus.usesDTX)
        #expect(opus.maximumAverageBitrate == 96000)
    }

    @Test("a section's formats are those on its m= line; what is said of others is ignored")
    func section() throws {
        let vp8 = try MediaFormat.all(in: try Vector(name: "firefox-publish-vp8").offer.media[1])
        #expect(vp8.map(\.payloadType) == [120])
        #expect(
            vp8[0].feedback == [.nack, .pictureLoss, .fullIntraRequest, .receiverEstimate, .transportWide])
    }

    @Test("payload types fixed by RFC 3551 need no map; others without one are left out")
    func fixed() throws {
        let text = "v=0\nm=audio 9 RTP/AVP 0 8 77\na=rtcp-fb:* nack\na=rtcp-fb:8 ccm fir"
        let formats = try MediaFormat.all(in: SessionDescription(parsing: text).media[0])
        #expect(formats.map(\.codec) == [.pcmu, .pcma])
        #expect(formats.map(\.feedback) == [[.nack], [.fullIntraRequest, .nack]])
    }

    /// What a viewer offers, what a publisher sends, and whether the one can carry the other.
    static let pairs: [(String, String, String, String, Bool)] = [
        (
            "H264/90000", "packetization-mode=1;profile-level-id=42e01f", "H264/90000",
            "packetization-mode=1;profile-level-id=42c034", true
        ),
        (
            "H264/90000", "packetization-mode=0;profile-level-id=42e01f", "H264/90000",
            "packetization-mode=1;profile-level-id=42e01f", false
        ),
        (
            "H264/90000", "packetization-mode=1;profile-level-id=640c1f", "H264/90000",
            "packetization-mode=0;profile-level-id=42e01f", true
        ),
        (
            "H264/90000", "packetization-mode=1;profile-level-id=42e01f", "H264/90000",
            "packetization-mode=1;profile-level-id=64001f", false
        ),
        (
            "H264/90000", "packetization-mode=1;profile-level-id=f4001f", "H264/90000",
            "packetization-mode=1;profile-level-id=f4001f", false
        ),
        ("VP9/90000", "profile-id=2", "VP9/90000", "profile-id=0", false),
        ("VP9/90000", "", "VP9/90000", "profile-id=0", true),
        ("AV1/90000", "profile=1", "AV1/90000", "", true),
        ("AV1/90000", "", "AV1/90000", "profile=1", false),
        ("H265/90000", "profile-id=2", "H265/90000", "profile-id=1", true),
        ("H265/90000", "", "H265/90000", "profile-id=2", false),
        ("VP8/90000", "", "VP8/90000", "max-fr=60", true),
        ("VP8/90000", "", "VP9/90000", "", false),
        ("opus/48000/2", "stereo=1", "opus/48000/2", "", true),
        ("rtx/90000", "apt=96", "rtx/90000", "apt=96", false),
        ("ulpfec/90000", "", "ulpfec/90000", "", false),
    ]

    @Test("a viewer is sent what it can decode", arguments: pairs)
    func carrying(map: String, parameters: String, streamMap: String, stream: String, fits: Bool) throws {
        let viewer = try #require(Self.format(map, parameters))
        let publisher = try #require(Self.format(streamMap, stream))
        #expect(viewer.codec.carries(publisher.codec) == fits)
    }

    @Test("a format is told in words")
    func words() {
        #expect(Self.format("opus/48000/2", "useinbandfec=1")?.description == "opus/48000/2 (useinbandfec=1)")
        #expect(Self.format("VP8/90000")?.description == "VP8/90000")
    }
}
