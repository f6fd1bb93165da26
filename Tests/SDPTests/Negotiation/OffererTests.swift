import Simulation
import Testing

@testable import SDP

@Suite struct OffererTests {
    /// An offer, what the server makes of it, and what we make of its answer.
    private func negotiate(
        _ offerer: Offerer
    ) throws -> (offer: Offer, server: NegotiatedSession, client: NegotiatedSession) {
        var generator = SeededGenerator(seed: 7)
        let offer = offerer.offer(using: &generator)
        let answer = try Answerer.server(offerer.purpose).answer(text: offer.description.text)
        let client = try offer.accept(SessionDescription(parsing: answer.description.text))
        return (offer, answer.session, client)
    }

    @Test("two sides of ours agree on the same session", arguments: [SessionPurpose.publish, .play])
    func agreement(purpose: SessionPurpose) throws {
        let (_, server, client) = try negotiate(Offerer(purpose, transport: .client))
        #expect(server.role == .passive && client.role == .active)
        #expect(client.remote.isLite && !server.remote.isLite)
        #expect(client.remote.credentials == LocalTransport.server.credentials)
        #expect(client.remote.candidates == LocalTransport.server.candidates)
        #expect(client.remote.fingerprints == LocalTransport.server.fingerprints)
        #expect(server.remote.fingerprints == LocalTransport.client.fingerprints)
        for (ours, theirs) in zip(client.media, server.media) {
            #expect(ours.mid == theirs.mid && ours.kind == theirs.kind)
            #expect(ours.direction == theirs.direction.reversed)
            #expect(ours.formats.map(\.format.payloadType) == theirs.formats.map(\.format.payloadType))
            #expect(ours.formats.map(\.retransmission) == theirs.formats.map(\.retransmission))
            #expect(ours.formats.map(\.format.feedback) == theirs.formats.map(\.format.feedback))
            #expect(ours.extensions == theirs.extensions && ours.extensions.count >= 5)
            #expect(ours.allowsMixedExtensions && theirs.allowsMixedExtensions)
            let (sender, receiver) = purpose == .publish ? (ours, theirs) : (theirs, ours)
            #expect(sender.localSources.map(\.ssrc) == receiver.remoteSources.map(\.ssrc))
            #expect(sender.localSources.map(\.retransmission) == receiver.remoteSources.map(\.retransmission))
            #expect(sender.localSources.map(\.msid) == receiver.streams)
        }
    }

    @Test("layers are told by RID, and have a source each that is not announced")
    func simulcast() throws {
        var offerer = Offerer(.publish, transport: .client)
        offerer.layers = ["q", "h", "f"]
        let (offer, server, client) = try negotiate(offerer)
        #expect(server.media[1].layers == ["q", "h", "f"] && client.media[1].layers == ["q", "h", "f"])
        #expect(server.media[1].remoteSources.isEmpty)
        #expect(Set(client.media[1].localSources.flatMap { [$0.ssrc, $0.retransmission ?? 0] }).count == 6)
        #expect(client.media[0].localSources.count == 1)
        #expect(offer.description.text.contains("a=simulcast:send q;h;f\r\n"))
    }

    @Test("everything we can forward has a payload type of its own")
    func payloadTypes() throws {
        var offerer = Offerer(.play, transport: .client)
        offerer.audio = CodecCapability.audio
        offerer.video = CodecCapability.video
        let (offer, server, _) = try negotiate(offerer)
        #expect(server.media[0].formats.count == CodecCapability.audio.count)
        #expect(server.media[1].formats.count == CodecCapability.video.count)
        let numbers = offer.description.media.flatMap(\.line.payloadTypes)
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { !(64...95).contains($0) })
    }

    @Test("a kind without codecs has no section")
    func audioOnly() throws {
        var offerer = Offerer(.publish, transport: .client)
        offerer.video = []
        let (_, server, client) = try negotiate(offerer)
        #expect(server.media.map(\.kind) == [.audio] && client.media.map(\.kind) == [.audio])
    }

    /// A change to the answer, and why it is refused.
    static let spoilt: [(String, String, Refusal)] = [
        ("a=setup:passive", "a=setup:actpass", .unusableSetup("actpass")),
        ("m=video 8189", "m=video 0", .notAnAnswer(sections: 0, offered: 2)),
        ("m=video", "m=audio", .notAnAnswer(sections: 2, offered: 2)),
        ("a=ice-ufrag", "a=x", .noCredentials),
        ("BUNDLE 0 1", "BUNDLE 1", .notBundled(section: 0)),
    ]

    @Test("an answer that cannot work is refused", arguments: spoilt)
    func refusals(old: String, new: String, refusal: Refusal) throws {
        var generator = SeededGenerator(seed: 7)
        let offer = Offerer(.publish, transport: .client).offer(using: &generator)
        var text = try Answerer.server(.publish).answer(text: offer.description.text).description.text
        text = text.replacing(old, with: new)
        if new == "m=video 0" { text = text.replacing("m=audio 8189", with: "m=audio 0") }
        let error = #expect(throws: Refusal.self) { try offer.accept(SessionDescription(parsing: text)) }
        #expect(error == refusal)
    }

    @Test("an answer with codecs that were not offered is refused")
    func foreignCodecs() throws {
        var generator = SeededGenerator(seed: 7)
        let offer = Offerer(.publish, transport: .client).offer(using: &generator)
        var text = try Answerer.server(.publish).answer(text: offer.description.text).description.text
        text = text.replacing("opus/48000", with: "speex/48000")
        #expect(throws: Refusal.self) { try offer.accept(SessionDescription(parsing: text)) }
    }
}
