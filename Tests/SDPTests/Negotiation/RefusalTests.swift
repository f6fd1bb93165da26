import Testing

@testable import SDP

@Suite struct RefusalTests {
    /// A change to the small offer, and why it is refused.
    static let cases: [(String, String, Refusal)] = [
        ("a=sendonly", "a=recvonly", .wrongDirection(offered: [.recvonly, .recvonly], wanted: .sendonly)),
        ("a=group:BUNDLE a v", "a=x", .notBundled(section: 1)),
        ("BUNDLE a v", "BUNDLE a", .notBundled(section: 1)),
        ("BUNDLE a v", "LS a v", .notBundled(section: 1)),
        ("a=rtcp-mux", "a=x", .noRTCPMux(section: 0)),
        ("a=ice-ufrag", "a=x", .noCredentials),
        ("a=ice-pwd", "a=x", .noCredentials),
        ("a=fingerprint", "a=x", .noFingerprint),
        (
            "a=fingerprint:sha-256 " + FingerprintTests.pairs, "a=fingerprint:sha-1 00:01",
            .weakFingerprint(["sha-1"])
        ),
        ("setup:actpass", "setup:holdconn", .unusableSetup("holdconn")),
        ("v=0", "v=0\na=ice-lite", .bothLite),
        ("m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 UDP", .notRTP(.audio, proto: "UDP")),
        ("m=video", "m=audio", .tooManySections(.audio, offered: 2, limit: 1)),
        ("m=audio", "m=text", .nothingOffered),
        ("a=mid:v", "a=mid:a", .malformed(.duplicateMID("a"))),
        (
            "opus/48000/2", "speex/16000",
            .noCommonCodec(
                .audio, offered: ["speex/16000"], supported: CodecCapability.audio.map(\.description))
        ),
    ]

    @Test("what cannot work is refused, with the reason", arguments: cases)
    func reasons(old: String, new: String, refusal: Refusal) {
        var text = SmallOffer.publish.replacing(old, with: new)
        if refusal == .nothingOffered { text = text.replacing("m=video", with: "m=text") }
        let error = #expect(throws: Refusal.self) { try Answerer.server(.publish).answer(text: text) }
        #expect(error == refusal)
    }

    @Test("every reason is a sentence", arguments: cases.map(\.2))
    func words(refusal: Refusal) {
        #expect(refusal.description.hasSuffix("."))
        #expect(refusal.description.count > 20)
    }

    @Test("both codec lists are told")
    func codecLists() {
        let refusal = Refusal.noCommonCodec(
            .video, offered: ["ulpfec/90000"], supported: ["VP8", "AV1 (profile 0)"])
        #expect(
            refusal.description
                == "No video codec in common. Offered: ulpfec/90000. Supported: VP8, AV1 (profile 0).")
        let nothing = Refusal.noCommonCodec(.video, offered: [], supported: [])
        #expect(nothing.description == "No video codec in common. Offered: none. Supported: none.")
    }

    @Test(
        "a malformed attribute that the session stands on is told by its line",
        arguments: [
            ("a=ice-ufrag:abcd", "a=ice-ufrag:a"), ("a=ice-pwd:", "a=ice-pwd:!"),
            ("setup:actpass", "setup:both"),
            ("a=fingerprint:sha-256 12", "a=fingerprint:sha-256 1"), ("a=mid:v", "a=mid: "),
            ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8"), ("a=extmap:1 ", "a=extmap:one "),
            ("a=sendonly\na=ext", "a=sendonly\na=rid:1\na=ext"),
            ("a=sendonly\na=ext", "a=sendonly\na=simulcast:x\na=ext"),
            ("a=group:BUNDLE a v", "a=group: "),
        ])
    func malformed(old: String, new: String) throws {
        let text = SmallOffer.publish.replacing(old, with: new)
        let error = #expect(throws: Refusal.self) { try Answerer.server(.publish).answer(text: text) }
        guard case .malformed(.malformedLine(let number, let line, _)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[number - 1].trimmed.clipped == line)
    }

    @Test(
        "a malformed attribute that a session can do without is ignored",
        arguments: ["a=candidate:x", "a=rtcp-fb:x", "a=fmtp:", "a=ssrc:x", "a=ssrc-group:FID x", "a=msid:"])
    func ignored(line: String) throws {
        let text = SmallOffer.publish.replacing("a=sendonly", with: "a=sendonly\n\(line)")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(
            try answer.description == Answerer.server(.publish).answer(text: SmallOffer.publish).description)
    }
}
