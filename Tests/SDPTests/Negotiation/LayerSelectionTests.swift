import Testing

@testable import SDP

@Suite struct LayerSelectionTests {
    /// The answer's layers, `a=rid` and `a=simulcast` lines to a video section with more lines.
    private func answer(_ lines: [String], to base: String = SmallOffer.publish) throws -> (
        [String], [String]
    ) {
        let text = base.replacing("a=extmap:2", with: (lines + ["a=extmap:2"]).joined(separator: "\n"))
        let answer = try Answerer.server(.publish).answer(text: text)
        let written = answer.description.media[1].lines.all.filter { ["rid", "simulcast"].contains($0.name) }
        return (answer.session.media[1].layers, written.map(\.text))
    }

    @Test("what is sent is received, in the offered order")
    func reversed() throws {
        let (layers, lines) = try answer(["a=rid:h send", "a=rid:l send", "a=simulcast:send l;h"])
        #expect(layers == ["l", "h"])
        #expect(lines == ["a=rid:l recv", "a=rid:h recv", "a=simulcast:recv l;h"])
    }

    @Test("of alternatives the first usable one is taken")
    func alternatives() throws {
        let (layers, _) = try answer([
            "a=rid:1 send pt=55", "a=rid:2 send", "a=rid:3 send pt=96,55;max-fps=30",
            "a=simulcast:send 1,2;~3,2;9",
        ])
        #expect(layers == ["2", "3"])
    }

    @Test("restrictions are repeated, with the payload types in common")
    func restrictions() throws {
        let (_, lines) = try answer(["a=rid:3 send pt=96,55;max-fps=30", "a=simulcast:send 3"])
        #expect(lines == ["a=rid:3 recv pt=96;max-fps=30", "a=simulcast:recv 3"])
    }

    @Test("more layers than we take are left out from the end")
    func limit() throws {
        let rids = (1...6).map { "a=rid:\($0) send" }
        let (layers, _) = try answer(rids + ["a=simulcast:send 1;2;3;4;5;6"])
        #expect(layers == ["1", "2", "3", "4"])
    }

    @Test(
        "simulcast that is spoilt is answered by none",
        arguments: [
            ["a=rid:1 send", "a=rid:2 send", "a=simulcast:send 1", "a=simulcast:send 2"],
            ["a=rid:1 recv", "a=simulcast:recv 1"], ["a=simulcast:send 1;2"],
            ["a=rid:1 send", "a=rid:1 send", "a=simulcast:send 1"],
        ])
    func spoilt(lines: [String]) throws {
        let (layers, written) = try answer(lines)
        #expect(layers.isEmpty && written.isEmpty)
    }

    @Test("one stream may have a name without simulcast")
    func named() throws {
        let (layers, lines) = try answer(["a=rid:only send"])
        #expect(layers == ["only"] && lines == ["a=rid:only recv"])
    }

    @Test("without the header extension layers cannot be told apart")
    func noExtension() throws {
        let base = SmallOffer.publish.replacing("sdes:rtp-stream-id", with: "x")
        let (layers, lines) = try answer(["a=rid:h send", "a=simulcast:send h"], to: base)
        #expect(layers.isEmpty && lines.isEmpty)
    }

    @Test("a viewer's simulcast is nothing to us")
    func viewer() throws {
        let text = SmallOffer.play.replacing(
            "a=extmap:2", with: "a=rid:1 recv\na=simulcast:recv 1\na=extmap:2")
        let answer = try Answerer.server(.play).answer(text: text)
        #expect(answer.session.media[1].layers.isEmpty)
        #expect(!answer.description.media[1].lines.has("simulcast"))
    }
}
