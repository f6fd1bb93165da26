extension String {
    /// The candidate that someone who wrote this most likely meant, or `nil` when none is near.
    func nearest(in candidates: [String]) -> String? {
        guard count <= Self.longestWord else { return nil }
        // A slip of the finger every four letters, and no more, is still the same word.
        let furthest = Swift.max(2, count / 4)
        let ranked = candidates.map { (candidate: $0, distance: distance(to: $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= furthest,
            best.distance < count
        else { return nil }
        return best.candidate
    }

    /// How many letters must be put in, taken out, changed or swapped with their neighbour to get from one text to
    /// the other (the optimal string alignment form of Damerau's distance). O(n·m), for words that are keys.
    func distance(to other: String) -> Int {
        let left = Array(unicodeScalars)
        let right = Array(other.unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var line = [row + 1]
            for (column, candidate) in right.enumerated() {
                var cost = Swift.min(last[column + 1], line[column]) + 1
                cost = Swift.min(cost, last[column] + (letter == candidate ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == candidate {
                    cost = Swift.min(cost, beforeLast[column - 1] + 1)
                }
                line.append(cost)
            }
            beforeLast = last
            last = line
        }
        return last[right.count]
    }

    /// No key is longer, so a longer word is not one misspelt.
    private static let longestWord = 64
}
