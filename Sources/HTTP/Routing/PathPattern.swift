/// How a route's path looks: `/whip/{stream}/{session}`, or `/pages/{path...}` for everything below.
///
/// A `{name}` takes one segment, which is not empty; `{name...}` comes last and takes the rest, also none of it.
/// A pattern is written by us, so a mistake in one traps when the route is added.
struct PathPattern {
    /// One segment.
    enum Segment: Equatable {
        case literal(String)
        case parameter(String)
        case tail(String)
    }

    /// The segments, in order. Invariant: at least one; a tail only at the end.
    let segments: [Segment]
    /// The parameters' names, in order.
    let names: [String]

    /// Reads a pattern.
    init(_ text: String) {
        precondition(text.hasPrefix("/"), "a route begins with a slash: \(text)")
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(Self.segment)
        names = segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .parameter(let name), .tail(let name): name
            }
        }
        precondition(Set(names).count == names.count, "two parameters of one name: \(text)")
        precondition(names.count <= RouteTree.Match.mostParameters, "too many parameters: \(text)")
        for case .tail in segments.dropLast() { preconditionFailure("a tail ends its route: \(text)") }
    }

    private static func segment(_ text: Substring) -> Segment {
        guard text.hasPrefix("{"), text.hasSuffix("}") else {
            // Escapes are undone before routes are compared, so that a literal with one could never match.
            precondition(text.utf8.allSatisfy(PercentEncoding.isUnreserved), "not a plain segment: \(text)")
            return .literal(String(text))
        }
        let name = text.dropFirst().dropLast()
        precondition(!name.isEmpty, "a parameter has a name")
        return name.hasSuffix("...") ? .tail(String(name.dropLast(3))) : .parameter(String(name))
    }
}
