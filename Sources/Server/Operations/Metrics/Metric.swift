/// One metric family: its name, what it is, and how its samples are told apart.
///
/// The name follows Prometheus: small letters with underscores, our prefix first, the unit last and in base units
/// (`_seconds`, `_bytes`), `_total` behind a counter.
struct Metric: Sendable {
    /// What a family's samples mean, as the `TYPE` line says it.
    enum Kind: String, Sendable {
        /// Only rises, until the process ends.
        case counter
        /// Rises and falls.
        case gauge
        /// Counts observations by size.
        case histogram
    }

    /// The family's name.
    let name: String
    /// What its samples mean.
    let kind: Kind
    /// One sentence for the operator.
    let help: String
    /// The names of its labels, in the order in which samples give their values.
    let labels: [String]

    /// A family of that name.
    init(_ kind: Kind, _ name: String, labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
    }
}
