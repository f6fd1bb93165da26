/// A plot as a picture in SVG: lines over time, or bars of a distribution, with axes that can be read.
///
/// It is drawn for a box of 640 by 220 and grows with the page. Colours are those of the page's style sheet, so that
/// it follows light and dark.
struct Plot {
    /// One line of a plot.
    struct Line {
        /// What it is, for the legend.
        let name: String
        /// The points from left to right; a gap where there is no value.
        let points: [(x: Double, y: Double?)]
    }

    /// What the plot shows, for those who cannot see it.
    let title: String
    /// Values at the axes, as text.
    let xText: (Double) -> String
    let yText: (Double) -> String
    /// Where the x axis begins and ends.
    let xRange: ClosedRange<Double>
    /// How high the y axis goes at least.
    let leastTop: Double
    /// How far ticks of the x axis may be apart, smallest first; round decimal numbers without.
    var xSteps: [Double] = []

    private static let (width, height) = (640.0, 220.0)
    private static let (left, right, top, bottom) = (58.0, 12.0, 10.0, 28.0)

    /// A plot of lines.
    func svg(lines: [Line]) -> String {
        let highest = lines.flatMap { $0.points.compactMap(\.y) }.max() ?? 0
        let scale = Scale(to: max(highest, leastTop))
        let paths = lines.enumerated().map { index, line in
            "<path class=\"line l\(index)\" d=\"\(path(line, scale))\"/>\(dots(line, index, scale))"
        }
        return frame(scale, paths.joined())
    }

    /// A plot of bars, each from `low` to `high` and `value` high.
    func svg(bars: [(low: Double, high: Double, value: Double)]) -> String {
        let scale = Scale(to: max(bars.map(\.value).max() ?? 0, leastTop))
        let boxes = bars.filter { $0.value > 0 }.map { bar in
            let (x, end, y) = (self.x(bar.low), self.x(bar.high), self.y(bar.value, scale))
            let text = "\(xText(bar.low)) – \(xText(bar.high)): \(yText(bar.value))"
            let place = "x=\"\(number(x + 0.5))\" y=\"\(number(y))\" width=\"\(number(max(end - x - 1, 1)))\""
            let size = "height=\"\(number(Self.height - Self.bottom - y))\""
            return "<rect class=\"bar\" \(place) \(size) rx=\"1.5\"><title>\(text.htmlEscaped)</title></rect>"
        }
        return frame(scale, boxes.joined())
    }

    // MARK: Parts

    /// Where the x axis has ticks, from its beginning on.
    private var xTicks: [Double] {
        guard let step = xSteps.first(where: { $0 * 6 >= span }) else {
            return Scale(to: span).ticks.filter { $0 <= span }
        }
        return Array(stride(from: 0, through: span, by: step))
    }

    private var span: Double { xRange.upperBound - xRange.lowerBound }

    private func x(_ value: Double) -> Double {
        guard span > 0 else { return Self.left }
        return Self.left + (value - xRange.lowerBound) / span * (Self.width - Self.left - Self.right)
    }

    private func y(_ value: Double, _ scale: Scale) -> Double {
        Self.height - Self.bottom - min(value / scale.top, 1) * (Self.height - Self.top - Self.bottom)
    }

    private func path(_ line: Line, _ scale: Scale) -> String {
        var path = ""
        var isDown = false
        for point in line.points {
            guard let value = point.y else {
                isDown = false
                continue
            }
            path += "\(isDown ? "L" : "M")\(number(x(point.x))) \(number(y(value, scale)))"
            isDown = true
        }
        return path
    }

    /// Unseen dots on a line that say their values to whoever points at them; a few hundred are enough.
    private func dots(_ line: Line, _ index: Int, _ scale: Scale) -> String {
        let step = max(line.points.count / 300, 1)
        return stride(from: 0, to: line.points.count, by: step).compactMap { place -> String? in
            let point = line.points[place]
            guard let value = point.y else { return nil }
            let text = "\(xText(point.x)) \(line.name): \(yText(value))"
            let center = "cx=\"\(number(x(point.x)))\" cy=\"\(number(y(value, scale)))\""
            return
                "<circle class=\"dot l\(index)\" \(center) r=\"4\"><title>\(text.htmlEscaped)</title></circle>"
        }.joined()
    }

    private func frame(_ scale: Scale, _ contents: String) -> String {
        let box = "viewBox=\"0 0 \(number(Self.width)) \(number(Self.height))\""
        return "<svg \(box) role=\"img\" aria-label=\"\(title.htmlEscaped)\">\(grid(scale))\(contents)</svg>"
    }

    private func grid(_ scale: Scale) -> String {
        let rows = scale.ticks.map { tick in
            let height = number(y(tick, scale))
            let line =
                "<line class=\"grid\" x1=\"\(number(Self.left))\" x2=\"\(number(Self.width - Self.right))\" y1=\"\(height)\" y2=\"\(height)\"/>"
            return line
                + "<text class=\"tick\" x=\"\(number(Self.left - 8))\" y=\"\(height)\" text-anchor=\"end\" dy=\"0.32em\">\(yText(tick).htmlEscaped)</text>"
        }
        let columns = xTicks.map { tick in
            let value = xRange.lowerBound + tick
            let anchor = x(value) > Self.width - 40 ? "end" : "middle"
            return
                "<text class=\"tick\" x=\"\(number(x(value)))\" y=\"\(number(Self.height - 8))\" text-anchor=\"\(anchor)\">\(xText(value).htmlEscaped)</text>"
        }
        return rows.joined() + columns.joined()
    }

    private func number(_ value: Double) -> String { FigureText.fixed(value, 1) }

    /// An axis from 0 up, with ticks at round numbers.
    private struct Scale {
        /// Where it ends: the first round number that nothing is above.
        let top: Double
        /// Where its ticks are, 0 and the top included.
        let ticks: [Double]

        init(to highest: Double) {
            let wanted = max(highest, 1e-9) / 4
            var power = 1.0
            while power * 10 <= wanted { power *= 10 }
            while power > wanted { power /= 10 }
            let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= wanted * 0.999 } ?? 10 * power
            let count = max(Int((highest / step).rounded(.up)), 1)
            top = step * Double(count)
            ticks = (0...count).map { Double($0) * step }
        }
    }
}

extension StringProtocol {
    /// The text with what HTML would take for markup written otherwise. Some texts come from a server under test.
    var htmlEscaped: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
