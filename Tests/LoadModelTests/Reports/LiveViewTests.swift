import Testing

@testable import LoadModel

@Suite struct LiveViewTests {
    private static let standing: LiveView.Standing = {
        var standing = LiveView.Standing(seconds: 30, totalSeconds: 120)
        (standing.started, standing.joined, standing.present, standing.wanted) = (500, 498, 490, 1000)
        (standing.kilobits, standing.firstFrame, standing.serverCores) = (480_000, 310_000, 0.61)
        return standing
    }()

    @Test("in a terminal each picture is drawn over the one before")
    func terminal() {
        var view = LiveView(isTerminal: true)
        let first = view.draw(Self.standing)
        #expect(!first.contains("\u{1B}") && first.split(separator: "\n").count == 5)
        #expect(first.contains("490 of 1\u{202F}000 there, 498 of 500 joined"))
        #expect(view.draw(Self.standing) == "\u{1B}[5F\u{1B}[J" + first)
    }

    @Test("no line is wider than the terminal, or the picture would be drawn over wrongly")
    func width() {
        var view = LiveView(isTerminal: true, width: 40)
        var standing = Self.standing
        standing.warnings = [String(repeating: "late ", count: 30)]
        #expect(view.draw(standing).split(separator: "\n").allSatisfy { $0.count <= 40 })
    }

    @Test("elsewhere it is a line of words")
    func file() {
        var view = LiveView(isTerminal: false)
        let line = "0:30 viewers=490 joined=498 failed=0 freezes=0 lost=0% first_frame_p99=310ms\n"
        #expect(view.draw(Self.standing) == line)
    }
}
