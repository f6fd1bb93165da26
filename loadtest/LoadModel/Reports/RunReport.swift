public import HTTP
public import Timing

/// A finished run: what was asked for, where, what came of it and whether that was as expected.
public struct RunReport: Sendable {
    /// The form of the JSON document. It grows by members; what is there keeps its meaning while the number stays.
    public static let schema = 1

    /// The scenario's name.
    public var name: String
    /// When it began.
    public var began: WallClock
    /// The machine it ran on, in a line: processor, cores, memory, kernel.
    public var machine: String
    /// The server's address, and what it says it is.
    public var server: String
    /// All figures.
    public var figures: RunFigures
    /// The figures of each group of peers, with its name.
    public var groups: [(name: String, figures: RunFigures)]
    /// What came of the expectations.
    public var verdicts: [Expectation.Verdict]

    /// A report; the groups' figures are merged to those of all.
    public init(
        name: String, began: WallClock, machine: String, server: String, figures: RunFigures,
        groups: [(name: String, figures: RunFigures)] = [], expectations: [Expectation] = []
    ) {
        self.name = name
        self.began = began
        self.machine = machine
        self.server = server
        self.figures = figures
        self.groups = groups
        verdicts = expectations.map { $0.verdict(on: figures) }
    }

    /// Whether everything is as expected.
    public var isMet: Bool { verdicts.allSatisfy(\.isMet) }
}

extension RunReport: JSONWritable {
    /// Writes the document of `--json`, which `loadtest/README.md` describes.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("schema", Self.schema)
            json.member("name", name)
            json.member("began", CalendarDate(began).rfc3339)
            json.member("machine", machine)
            json.member("server", server)
            json.member("is_met", isMet)
            json.member("warnings", figures.saturation.warnings)
            json.member("expectations") { json in
                json.array { json in
                    for verdict in verdicts { verdict.write(to: &json) }
                }
            }
            json.member("summary", RunSummary(figures))
            json.member("groups") { json in
                json.array { json in
                    for group in groups {
                        json.object { json in
                            json.member("name", group.name)
                            json.member("summary", RunSummary(group.figures))
                        }
                    }
                }
            }
            json.member("figures", figures)
        }
    }
}

extension Expectation.Verdict {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.member("expectation", expectation.text)
            json.member("value", value)
            json.member("is_met", isMet)
        }
    }
}
