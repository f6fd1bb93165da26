public import HTTP

/// How a run stood at one second of it, for its plots.
public struct Moment: Equatable, Sendable {
    /// Seconds since the run began.
    public var second: Int
    /// How many viewers there were, and how many of them had joined.
    public var viewers = 0, joined = 0
    /// How many media packets were due and how many were lost in this second, before retransmission.
    public var packetsExpected = 0, packetsLost = 0
    /// How many bits of media came in this second.
    public var bits = 0
    /// The median and the 99th percentile of the latency in this second, in microseconds; `nil` when unknown.
    public var latencyMedian: Int?, latencyHigh: Int?
    /// How many cores the server kept busy in this second; `nil` when unknown.
    public var serverCores: Double?
    /// How many cores the tester kept busy in this second.
    public var testerCores = 0.0

    /// A second of which nothing is known.
    public init(second: Int) {
        self.second = second
    }

    /// Adds what another machine saw in the same second. Percentiles cannot be added: the higher one counts.
    mutating func merge(_ other: Moment) {
        viewers += other.viewers
        joined += other.joined
        packetsExpected += other.packetsExpected
        packetsLost += other.packetsLost
        bits += other.bits
        latencyMedian = [latencyMedian, other.latencyMedian].compactMap { $0 }.max()
        latencyHigh = [latencyHigh, other.latencyHigh].compactMap { $0 }.max()
        serverCores = [serverCores, other.serverCores].compactMap { $0 }.max()
        testerCores += other.testerCores
    }
}

extension Moment: JSONWritable {
    /// Writes an object; what is not known is not there.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("second", second)
            json.member("viewers", viewers)
            json.member("joined", joined)
            json.member("packets_expected", packetsExpected)
            json.member("packets_lost", packetsLost)
            json.member("bits", bits)
            json.member("latency_p50_us", ifPresent: latencyMedian)
            json.member("latency_p99_us", ifPresent: latencyHigh)
            json.member("server_cores", ifPresent: serverCores)
            json.member("tester_cores", testerCores)
        }
    }

    /// Reads what `write` wrote; `nil` when it cannot be that.
    init?(_ json: JSONValue) {
        guard let second = json["second"]?.whole, 0...1_000_000 ~= second else { return nil }
        self.init(second: second)
        func whole(_ name: String) -> Int? { json[name]?.whole.map { min(max($0, 0), 1 << 50) } }
        func cores(_ name: String) -> Double? { json[name]?.number.map { min(max($0, 0), 1e6) } }
        viewers = whole("viewers") ?? 0
        joined = whole("joined") ?? 0
        packetsExpected = whole("packets_expected") ?? 0
        packetsLost = whole("packets_lost") ?? 0
        bits = whole("bits") ?? 0
        latencyMedian = whole("latency_p50_us")
        latencyHigh = whole("latency_p99_us")
        serverCores = cores("server_cores")
        testerCores = cores("tester_cores") ?? 0
    }
}
