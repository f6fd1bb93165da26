import Testing

@testable import SDP

@Suite struct FormatSelectionTests {
    /// The negotiated formats of a section of an offer.
    private func formats(_ text: String, section: Int, _ purpose: SessionPurpose = .publish) throws
        -> [NegotiatedFormat]
    {
        try Answerer.server(purpose).answer(text: text).session.media[section].formats
    }

    @Test("our preference decides the order, and a retransmission follows what it repeats")
    func order() throws {
        let answer = try Answerer.server(.publish).answer(text: SmallOffer.publish)
        #expect(answer.session.media[1].formats.map(\.format.payloadType) == [98, 96])
        #expect(answer.description.media[1].line.formats == ["98", "96", "97"])
    }

    @Test("without NACK there is no retransmission")
    func noNack() throws {
        let agreed = try formats(SmallOffer.publish.replacing("a=rtcp-fb:96 nack\n", with: ""), section: 1)
        #expect(agreed.allSatisfy { $0.retransmission == nil })
    }

    @Test("transport-wide feedback needs its header extension")
    func transportWide() throws {
        let numbers = "a=extmap:3 \(ExtensionURI.transportSequenceNumber.rawValue)\na=extmap:2"
        let without = try formats(SmallOffer.publish, section: 1)
        let with = try formats(SmallOffer.publish.replacing("a=extmap:2", with: numbers), section: 1)
        #expect(without.last?.format.feedback == [.nack])
        #expect(with.last?.format.feedback == [.nack, .transportWide])
    }

    @Test(
        "RED needs its blocks and telephone-event its clock rate; RED comes first for those who want to send it",
        arguments: [("63 111", [63, 111, 110]), ("111 63", [111, 63, 110])])
    func accompanying(sound: String, agreed: [UInt8]) throws {
        let more = """
            a=rtpmap:111 opus/48000/2
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:64 red/48000/2
            a=fmtp:64 112/112
            a=rtpmap:110 telephone-event/48000
            a=rtpmap:126 telephone-event/8000
            """
        let text = SmallOffer.publish.replacing("SAVPF 111", with: "SAVPF 126 110 64 \(sound)")
            .replacing("a=rtpmap:111 opus/48000/2", with: more)
        #expect(try formats(text, section: 0).map(\.format.payloadType) == agreed)
    }

    @Test("telephone-event alone is no audio")
    func telephoneAlone() {
        let text = SmallOffer.publish.replacing("opus/48000/2", with: "telephone-event/48000")
        #expect(throws: Refusal.self) { try formats(text, section: 0) }
    }

    @Test("a publisher hears that stereo is welcome; a viewer hears its own parameters")
    func opus() throws {
        let text = SmallOffer.publish.replacing(
            "a=rtpmap:111 opus/48000/2", with: "a=rtpmap:111 opus/48000/2\na=fmtp:111 minptime=20;usedtx=1")
        func fmtp(_ purpose: SessionPurpose, _ text: String) throws -> String? {
            try Answerer.server(purpose).answer(text: text).description.media[0].lines
                .first(FormatParameterLine.self)?.value
        }
        #expect(try fmtp(.publish, text) == "111 minptime=10;stereo=1;useinbandfec=1")
        let play = text.replacing("sendonly", with: "recvonly")
        #expect(try fmtp(.play, play) == "111 minptime=20;usedtx=1")
    }

    @Test("what a publisher says of its own receiving or sending is not repeated")
    func foreignParameters() throws {
        let text = SmallOffer.publish
            .replacing(
                "profile-level-id=42e01f", with: "profile-level-id=42e01f;max-fs=1;sprop-parameter-sets=Z0I="
            )
            .replacing("a=rtcp-fb:96 nack\n", with: "a=rtcp-fb:96 nack\na=fmtp:96 max-fs=12288;max-fr=60\n")
        let lines = try Answerer.server(.publish).answer(text: text).description.media[1].lines
        let written = try lines.every(FormatParameterLine.self).map(\.value)
        #expect(written == ["98 packetization-mode=1;profile-level-id=42e01f", "97 apt=96"])
    }
}
