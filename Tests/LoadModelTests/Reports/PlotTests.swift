import Testing

@testable import LoadModel

@Suite struct PlotTests {
    private static func plot(_ range: ClosedRange<Double>, leastTop: Double = 0) -> Plot {
        Plot(
            title: "a & b", xText: { FigureText.rounded($0) }, yText: { FigureText.rounded($0) },
            xRange: range,
            leastTop: leastTop)
    }

    @Test("axes end at round numbers that nothing is above")
    func axes() {
        let svg = Self.plot(0...60).svg(lines: [Plot.Line(name: "x", points: [(0, 1), (60, 87)])])
        for tick in ["0", "25", "50", "75", "100", "20", "40", "60"] {
            #expect(svg.contains(">\(tick)</text>"))
        }
        #expect(svg.contains("aria-label=\"a &amp; b\""))
    }

    @Test("a gap in the values is a gap in the line")
    func gaps() {
        let svg = Self.plot(0...3).svg(lines: [
            Plot.Line(name: "x", points: [(0, 1), (1, nil), (2, 1), (3, 2)])
        ])
        let path = svg.split(separator: " d=\"")[1].prefix { $0 != "\"" }
        #expect(path.count { $0 == "M" } == 2 && path.count { $0 == "L" } == 1)
    }

    @Test("bars of no height are not drawn, and nothing divides by nothing")
    func bars() {
        let svg = Self.plot(0...2).svg(bars: [(0, 1, 0), (1, 2, 5)])
        #expect(svg.split(separator: "<rect").count == 2)
        for svg in [
            Self.plot(0...0).svg(bars: []),
            Self.plot(5...5).svg(lines: [Plot.Line(name: "", points: [(5, 0)])]),
        ] {
            #expect(!svg.contains("nan") && !svg.contains("inf") && !svg.contains("?"))
        }
    }
}
