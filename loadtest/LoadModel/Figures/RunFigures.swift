public import HTTP

/// All that a run found out: counts, distributions, how it stood at each second, and whether the tester itself was the
/// limit.
///
/// Each part of a run, on a thread of its own or on another machine, has one; they are merged in the end.
public struct RunFigures: Equatable, Sendable {
    /// What was counted, by the order of `Counter.allCases`.
    private var counts = [Int](repeating: 0, count: Counter.allCases.count)
    /// What was measured; those that nothing was measured of are not there.
    private var distributions: [Distribution: Histogram] = [:]
    /// Why viewers and publishers failed, and how many.
    public private(set) var failures: [String: Int] = [:]
    /// Each second of the run, in order.
    public private(set) var moments: [Moment] = []
    /// How the tester fared.
    public var saturation = Saturation()
    /// What the server used in the run; `nil` when it could not be looked at.
    public var server: ServerUse?
    /// How long the run took, in seconds.
    public var seconds = 0.0

    /// Different reasons are few; those beyond are counted under one name, since texts come from a server.
    private static let mostReasons = 50
    /// More of one thing, and a longer run in seconds, no agent is believed: what a thousand of them say can be added up.
    private static let mostTimes = 1 << 40
    private static let longest = 1e9

    /// Nothing yet.
    public init() {}

    // MARK: Getters

    /// What was counted.
    public subscript(counter: Counter) -> Int {
        get { counts[Self.place(of: counter)] }
        set { counts[Self.place(of: counter)] = newValue }
    }

    /// What was measured.
    public subscript(distribution: Distribution) -> Histogram {
        distributions[distribution] ?? Histogram()
    }

    /// A count as a share of what it is counted among, 0 to 1; `nil` when there is nothing or it is no share.
    public func share(of counter: Counter) -> Double? {
        guard let whole = counter.whole, self[whole] > 0 else { return nil }
        return Double(self[counter]) / Double(self[whole])
    }

    /// Microseconds of the server's processor time for each packet that reached a viewer; `nil` when unknown.
    public var serverMicrosecondsPerPacket: Double? {
        let packets = self[.packetsExpected] - self[.packetsMissing]
        return server.flatMap { packets > 0 ? $0.cpuSeconds * 1e6 / Double(packets) : nil }
    }

    /// How much of a core the server spent on each thousand viewers that joined; `nil` when unknown.
    public var serverCoresPerThousandViewers: Double? {
        server.flatMap {
            self[.joined] > 0 && seconds > 0 ? $0.cpuSeconds / seconds * 1000 / Double(self[.joined]) : nil
        }
    }

    // MARK: Commands

    /// Measures once.
    public mutating func record(_ duration: Duration, as distribution: Distribution) {
        distributions[distribution, default: Histogram()].record(duration)
    }

    /// Measures once, in the distribution's own unit.
    public mutating func record(_ value: Int64, as distribution: Distribution) {
        distributions[distribution, default: Histogram()].record(value)
    }

    /// Adds all that a histogram counted, such as one that a thread kept for a second.
    public mutating func merge(_ histogram: Histogram, as distribution: Distribution) {
        guard !histogram.isEmpty else { return }
        distributions[distribution, default: Histogram()].merge(histogram)
    }

    /// Somebody failed for this reason.
    public mutating func noteFailure(_ reason: String, times: Int = 1) {
        let isKnown = failures[reason] != nil || failures.count < Self.mostReasons
        failures[isKnown ? reason : "other reasons", default: 0] += times
    }

    /// Adds how the run stood at a second.
    public mutating func note(_ moment: Moment) {
        // Seconds come in order; only those of another machine are older.
        let index = moments.lastIndex { $0.second <= moment.second }
        if let index, moments[index].second == moment.second {
            moments[index].merge(moment)
        } else {
            moments.insert(moment, at: index.map { $0 + 1 } ?? 0)
        }
    }

    /// Adds what another part of the run found out.
    public mutating func merge(_ other: RunFigures) {
        for place in counts.indices { counts[place] &+= other.counts[place] }
        for (distribution, histogram) in other.distributions { merge(histogram, as: distribution) }
        for (reason, times) in other.failures.sorted(by: { $0.key < $1.key }) {
            noteFailure(reason, times: times)
        }
        for moment in other.moments { note(moment) }
        saturation.merge(other.saturation)
        server = server ?? other.server
        seconds = max(seconds, other.seconds)
    }

    private static func place(of counter: Counter) -> Int { places[counter] ?? 0 }

    private static let places = Dictionary(
        uniqueKeysWithValues: Counter.allCases.enumerated().map { ($0.element, $0.offset) })
}

extension RunFigures: JSONWritable {
    /// Writes all of it, in the form that agents send and that stands under `figures` in a report.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("seconds", seconds)
            json.member("counts") { json in
                json.object { json in
                    for counter in Counter.allCases { json.member(counter.rawValue, self[counter]) }
                }
            }
            json.member("distributions") { json in
                json.object { json in
                    for distribution in Distribution.allCases {
                        guard let histogram = distributions[distribution] else { continue }
                        json.member(distribution.rawValue, histogram)
                    }
                }
            }
            json.member("failures") { json in
                json.object { json in
                    for (reason, times) in failures.sorted(by: { $0.key < $1.key }) {
                        json.member(reason, times)
                    }
                }
            }
            json.member("saturation", saturation)
            json.member("server", ifPresent: server)
            json.member("moments", moments)
        }
    }

    /// Reads what `write` wrote; `nil` when it cannot be that, such as when a second is there twice. What an older or newer version
    /// does not know is left out.
    init?(_ json: JSONValue) {
        guard let counts = json["counts"]?.members, let distributions = json["distributions"]?.members,
            let moments = json["moments"]?.array
        else { return nil }
        for count in counts {
            guard let value = count.value.whole, value >= 0 else { return nil }
            if let counter = Counter(rawValue: count.name) { self[counter] = value }
        }
        for member in distributions {
            guard let histogram = Histogram(member.value) else { return nil }
            guard let distribution = Distribution(rawValue: member.name), !histogram.isEmpty else { continue }
            self.distributions[distribution] = histogram
        }
        for failure in json["failures"]?.members?.prefix(Self.mostReasons + 1) ?? [] {
            noteFailure(failure.name, times: min(max(failure.value.whole ?? 1, 1), Self.mostTimes))
        }
        for moment in moments {
            guard let moment = Moment(moment), moment.second > self.moments.last?.second ?? -1 else {
                return nil
            }
            self.moments.append(moment)
        }
        seconds = min(max(json["seconds"]?.number ?? 0, 0), Self.longest)
        saturation = json["saturation"].flatMap { Saturation($0) } ?? Saturation()
        server = json["server"].flatMap { ServerUse($0) }
    }
}
