import Testing

@testable import SDP

/// Sessions that go on after their first offer.
@Suite struct AnswerContinuingTests {
    private let first: Answerer.Answer

    init() throws {
        first = try Answerer.server(.play).answer(text: SmallOffer.play)
    }

    /// An answerer that goes on with it.
    private func next(_ change: (inout Answerer) -> Void = { _ in }) -> Answerer {
        var answerer = Answerer.server(.play)
        answerer.continuing = first
        answerer.kept = ["a", "v"]
        change(&answerer)
        return answerer
    }

    @Test("the same offer again is answered alike, a version later, under other random numbers too")
    func again() throws {
        let again = try next().answer(text: SmallOffer.play, seed: 9)
        let origins = [first, again].map { $0.description.lines.all.first { $0.letter == "o" }?.value }
        #expect(origins[0]?.replacing(" 1 IN", with: " 2 IN") == origins[1])
        #expect(again.session == first.session)
        #expect(again.description.media == first.description.media)
    }

    @Test("a source that is not kept is another, under the same CNAME")
    func renewed() throws {
        let again = try next { $0.kept = ["a"] }.answer(text: SmallOffer.play, seed: 9)
        let (before, after) = (first.session.media, again.session.media)
        #expect(after[0].localSources == before[0].localSources)
        #expect(after[1].localSources[0].ssrc != before[1].localSources[0].ssrc)
        #expect(after[1].localSources[0].cname == before[1].localSources[0].cname)
    }

    @Test("in what is not wanted nothing flows, and nothing is announced")
    func wanted() throws {
        let again = try next { $0.wanted = ["a"] }.answer(text: SmallOffer.play)
        #expect(again.session.media.map(\.direction) == [.sendonly, .inactive])
        #expect(again.session.media[1].localSources.isEmpty)
        #expect(
            !again.description.media[1].lines.has("ssrc") && !again.description.media[1].lines.has("msid"))
        let none = try next { $0.wanted = [] }.answer(text: SmallOffer.play)
        #expect(none.session.media.allSatisfy { $0.direction == .inactive })
    }

    @Test(
        "sections stay where they are, over the transport that there is",
        arguments: [
            ("a=mid:v", "a=mid:w", Refusal.movedSection(section: 1)),
            ("m=audio 9", "m=audio 0", .movedSection(section: 0)),
            ("m=video 9", "m=video 0", .movedSection(section: 1)),
            ("a=ice-ufrag:abcd", "a=ice-ufrag:dcba", .otherTransport),
            ("a=setup:actpass", "a=setup:passive", .otherTransport),
            ("sha-256 12:DF", "sha-256 13:DF", .otherTransport),
        ])
    func moved(old: String, new: String, refusal: Refusal) {
        let offer = SmallOffer.play.replacing(old, with: new).replacing(
            "BUNDLE a v", with: new == "a=mid:w" ? "BUNDLE a w" : "BUNDLE a v")
        let error = #expect(throws: Refusal.self) { try next().answer(text: offer) }
        #expect(error == refusal)
    }

    @Test("an offer of ours ends a section and says the rest as it was, with our present credentials")
    func ending() throws {
        var transport = Answerer.server(.play).transport
        transport.credentials.ufrag = "fresh"
        let ending = first.ending(["v"], over: transport)
        #expect(ending.session.media.map(\.direction) == [.sendonly, .inactive])
        let (before, after) = (first.description, ending.description)
        #expect(after.media[0].lines.has("sendonly") && after.media[1].lines.has("inactive"))
        for section in after.media {
            #expect(try section.lines.first(Setup.self)?.role == .actpass)
            #expect(try section.lines.credentials()?.ufrag == "fresh")
        }
        #expect(
            try after.media[0].lines.every(SourceAttribute.self)
                == before.media[0].lines.every(SourceAttribute.self))
        #expect(!after.media[1].lines.has("ssrc") && !after.media[1].lines.has("msid"))
        #expect(try SessionDescription(parsing: after.text) == after)
        #expect(throws: Never.self) { try ending.check(SessionDescription(parsing: SmallOffer.play)) }
        #expect(throws: Refusal.notAnAnswer(sections: 0, offered: 2)) {
            try ending.check(SessionDescription())
        }
    }

    @Test("after that the client's offer goes on from there")
    func backAgain() throws {
        let ending = first.ending(["v"], over: Answerer.server(.play).transport)
        let again = try next {
            $0.continuing = ending
            $0.kept = ["a"]
        }.answer(text: SmallOffer.play)
        #expect(again.session.media.map(\.direction) == [.sendonly, .sendonly])
        #expect(again.session.media[0].localSources == first.session.media[0].localSources)
        #expect(again.session.media[1].localSources != first.session.media[1].localSources)
        #expect(
            again.description.lines.all.contains { $0.letter == "o" && $0.value?.contains(" 3 IN") == true })
    }
}
