/// How the rate of a path is shared by the videos on it: by their weights, and to none more than it needs.
///
/// As water finds its level: each has `weight` times the level or what it needs, whichever is less, and the level is so high
/// that all is given away. So nine pictures on a path of 4.5 Mb/s are nine small ones; the one that is left of them grows; and
/// while eight of them are wanted no larger than tiles, the ninth has what those leave.
struct PathShares {
    /// One video.
    struct Part {
        /// How many times as much it is to have as one of 1.
        let weight: Int
        /// The most that it has a use for, in bits a second; `nil` while that is not known.
        let need: Int?

        /// What it has at a level.
        func share(at level: Int) -> Int { min(weight.multiplied(by: level), need ?? .max) }
    }

    /// The videos.
    private let parts: [Part]

    init(_ parts: [Part]) {
        self.parts = parts
    }

    /// What a video has of a path. One that needs less than it could have is not held back to that: it has as much as it could.
    func share(of index: Int, on bitsPerSecond: Int) -> Int {
        parts[index].weight.multiplied(by: level(on: bitsPerSecond, besides: index))
    }

    /// What a path must carry for a video to have so much.
    func total(giving bitsPerSecond: Int, to index: Int) -> Int {
        let level = bitsPerSecond / parts[index].weight
        return parts.indices.reduce(bitsPerSecond) { sum, other in
            other == index ? sum : sum.added(parts[other].share(at: level))
        }
    }

    /// The level on a path, if one of the videos takes all that it can have. It rises with each video that needs less.
    private func level(on bitsPerSecond: Int, besides index: Int) -> Int {
        var level = 0
        for _ in parts.indices {
            var (left, weights) = (bitsPerSecond, 0)
            for (other, part) in parts.enumerated() {
                if other != index, let need = part.need, need <= part.weight.multiplied(by: level) {
                    left -= need
                } else {
                    weights += part.weight
                }
            }
            let next = max(left, 0) / max(weights, 1)
            guard next > level else { break }
            level = next
        }
        return level
    }
}

extension Int {
    /// The product, or the largest number.
    fileprivate func multiplied(by other: Int) -> Int {
        let (product, isOver) = multipliedReportingOverflow(by: other)
        return isOver ? .max : product
    }

    /// The sum, or the largest number.
    fileprivate func added(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
