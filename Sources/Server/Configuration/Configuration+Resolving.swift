extension Configuration {
    /// Makes a configuration of what several places say, the strongest first: for each key the first place that
    /// gives it counts, with all the values it gives there.
    ///
    /// What is wrong in a place that is overruled is wrong all the same, and told.
    static func resolving(_ readings: [Reading]) -> Result<Configuration, Mistakes> {
        var configuration = Configuration()
        var origins: [String: Origin] = [:]
        for setting in settings {
            for reading in readings {
                let chosen = reading.assignments.filter { $0.key == setting.name }
                guard let first = chosen.first else { continue }
                _ = setting.store(chosen.map(\.text), &configuration)
                origins[setting.name] = first.origin
                break
            }
        }
        let mistakes = readings.flatMap(\.mistakes) + configuration.contradictions(writtenAt: origins)
        return mistakes.isEmpty ? .success(configuration) : .failure(Mistakes(all: mistakes))
    }

    /// Everything that is wrong, told in one go.
    struct Mistakes: Error, Equatable, Sendable, CustomStringConvertible {
        /// At least one, in the order of the places and then of the lines.
        let all: [Mistake]

        /// One mistake a line.
        var description: String { all.map(\.description).joined(separator: "\n") }
    }
}
