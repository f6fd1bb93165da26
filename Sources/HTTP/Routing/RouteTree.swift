/// Finds which of many patterns a path matches: a tree with one level a segment.
///
/// At each level a literal wins over a parameter, and that over a tail; if the better choice leads nowhere further
/// down, the next is tried. A node is reached from one parent only, so a look-up visits each at most once however
/// the path is made. It allocates nothing.
struct RouteTree {
    /// A path as far as it has been matched.
    struct Match {
        /// The most parameters that a pattern may have.
        static let mostParameters = 6
        /// What `insert` returned for the pattern.
        var resource = 0
        /// How many parameters there are.
        private(set) var count = 0
        /// Whether the last of them is a tail.
        fileprivate(set) var endsInTail = false
        /// Where their values lie in the path.
        private var ranges = InlineArray<6, Range<Int>>(repeating: 0..<0)

        /// Where the value of the parameter at `index` lies in the path.
        subscript(index: Int) -> Range<Int> { ranges[index] }

        fileprivate mutating func push(_ range: Range<Int>) {
            ranges[count] = range
            count += 1
        }

        fileprivate mutating func pop() {
            count -= 1
        }
    }

    /// One segment of one or more patterns. It holds no reference, so that walking the tree counts none.
    private struct Node {
        /// Where its name lies in `names`; empty for a parameter, and for the empty segment.
        var name: Range<Int>
        /// The next literal of the same parent.
        var sibling: Int?
        /// The first of the literals that lead on from here.
        var literal: Int?
        /// Where any other segment leads.
        var parameter: Int?
        /// The resource that takes everything from here.
        var tail: Int?
        /// The resource of a path that ends here.
        var resource: Int?
    }

    /// All nodes; the first is the root, before the first segment.
    private var nodes = [Node(name: 0..<0)]
    /// The literals' names, one after another.
    private var names: [UInt8] = []
    /// How many resources there are.
    private var resources = 0

    /// Adds a pattern and returns its number; patterns that differ in their parameters' names only share one.
    /// Numbers count up from zero.
    mutating func insert(_ pattern: PathPattern) -> Int {
        var node = 0
        for segment in pattern.segments {
            switch segment {
            case .literal(let name): node = child(of: node, named: name)
            case .parameter: node = parameterChild(of: node)
            case .tail: return number(\.tail, of: node)
            }
        }
        return number(\.resource, of: node)
    }

    /// Which pattern `path` matches, if any.
    func match(_ path: RequestPath) -> Match? {
        var match = Match()
        return descend(from: 0, at: 1, in: path.characters, to: &match) ? match : nil
    }

    /// Matches the segment at `start` and all behind it.
    private func descend(from node: Int, at start: Int, in path: Span<UInt8>, to match: inout Match) -> Bool {
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        if let child = literalChild(of: node, named: path.extracting(start..<end)),
            arrive(at: child, before: end, in: path, to: &match)
        {
            return true
        }
        if let child = nodes[node].parameter, end > start {
            match.push(start..<end)
            if arrive(at: child, before: end, in: path, to: &match) { return true }
            match.pop()
        }
        guard let tail = nodes[node].tail else { return false }
        match.push(start..<path.count)
        match.resource = tail
        match.endsInTail = true
        return true
    }

    /// Goes on behind a segment that ended at `end`.
    private func arrive(at node: Int, before end: Int, in path: Span<UInt8>, to match: inout Match) -> Bool {
        guard end == path.count else { return descend(from: node, at: end + 1, in: path, to: &match) }
        guard let resource = nodes[node].resource else { return false }
        match.resource = resource
        return true
    }

    private func literalChild(of node: Int, named name: Span<UInt8>) -> Int? {
        var next = nodes[node].literal
        while let child = next {
            if isNode(child, named: name) { return child }
            next = nodes[child].sibling
        }
        return nil
    }

    private func isNode(_ node: Int, named name: Span<UInt8>) -> Bool {
        let own = nodes[node].name
        guard own.count == name.count else { return false }
        for offset in 0..<name.count where names[own.lowerBound + offset] != name[offset] {
            return false
        }
        return true
    }

    private mutating func child(of node: Int, named name: String) -> Int {
        if let known = literalChild(of: node, named: name.utf8Span.span) { return known }
        let start = names.count
        names.append(contentsOf: name.utf8)
        nodes.append(Node(name: start..<names.count, sibling: nodes[node].literal))
        nodes[node].literal = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func parameterChild(of node: Int) -> Int {
        if let known = nodes[node].parameter { return known }
        nodes.append(Node(name: 0..<0))
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func number(_ place: WritableKeyPath<Node, Int?>, of node: Int) -> Int {
        if let known = nodes[node][keyPath: place] { return known }
        nodes[node][keyPath: place] = resources
        resources += 1
        return resources - 1
    }
}
