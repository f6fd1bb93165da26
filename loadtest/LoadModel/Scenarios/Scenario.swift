/// What a run does: groups of peers that come and go by phases, each under its own network.
///
/// Written as JSON in a file, or made from the command line. `loadtest/README.md` describes the file.
public struct Scenario: Equatable, Sendable {
    /// What it is called in reports.
    public var name: String
    /// What makes its chance repeatable: who leaves when, and what the network does.
    public var seed: UInt64
    /// The groups, in the order of the file.
    public var groups: [PeerGroup]

    /// A scenario of these groups.
    public init(name: String, seed: UInt64 = 1, groups: [PeerGroup]) {
        self.name = name
        self.seed = seed
        self.groups = groups
    }

    /// How long it takes until the last phase of the last group is over.
    public var duration: Duration { groups.map(\.duration).max() ?? .zero }
}
