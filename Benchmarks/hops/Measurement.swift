/// The medians of one hop, ours and plain in turn, so that a disturbance meets both.
struct Measurement {
    /// How often each is run.
    private static let repetitions = 7

    /// What was measured.
    let hop: Hop
    /// Nanoseconds for one of ours.
    let ours: Double
    /// Nanoseconds for a plain one.
    let plain: Double?

    init(of hop: Hop) async throws {
        self.hop = hop
        var ours: [Double] = []
        var plain: [Double] = []
        for _ in 0..<Self.repetitions {
            ours.append(try await hop.ours())
            if let run = hop.plain { plain.append(try await run()) }
        }
        self.ours = ours.sorted()[Self.repetitions / 2]
        self.plain = plain.isEmpty ? nil : plain.sorted()[Self.repetitions / 2]
    }

    /// Ours as a multiple of plain.
    var ratio: Double? { plain.map { ours / $0 } }

    /// Whether the ratio is accepted.
    var isHeld: Bool {
        guard let ratio, let limit = hop.limit else { return true }
        return ratio <= limit
    }
}
