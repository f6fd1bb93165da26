import HTTP
import Timing

/// What one HTTP loop counts, plainly: the loop owns it, and a scrape merges copies from all loops.
struct HTTPCounters: Equatable, Sendable {
    /// Why a connection was closed as soon as it was accepted.
    enum Refusal: String, CaseIterable, Sendable {
        /// `http-max-connections` are open.
        case total
        /// `http-max-connections-per-address` are open from its address.
        case address
    }

    /// Connections accepted.
    var accepted: UInt64 = 0
    /// Connections that are open.
    var connections = 0
    /// WebSockets that are open.
    var webSockets = 0
    /// Bytes read from sockets, TLS included.
    var receivedBytes: UInt64 = 0
    /// Bytes written to sockets, TLS included.
    var sentBytes: UInt64 = 0
    /// How many connections ended for each reason.
    private(set) var ends: [EndReason: UInt64] = [:]
    /// How many were refused for each reason.
    private(set) var refusals: [Refusal: UInt64] = [:]
    /// Requests answered: one row of statuses for each method, flat, since it is counted for every request. The last
    /// row is for what was refused before it had a method, or before it was complete.
    private var requests = [UInt64](repeating: 0, count: (Self.methods.count + 1) * Self.statuses.count)
    /// How long answers took, in seconds.
    private(set) var durations = Histogram(bounds: Self.durationBounds)

    /// Bounds from a cached answer to a blocking playlist reload of a few seconds.
    static let durationBounds = [0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]
    /// The rows of `requests`.
    private static let methods = Method.allCases
    /// The columns of `requests`: every status there may be (RFC 9110 §15).
    private static let statuses = 100..<600

    /// Nothing counted yet.
    init() {}

    /// Counts one answered request.
    mutating func answered(_ method: Method, _ status: Status, after duration: Duration) {
        guard let row = Self.methods.firstIndex(of: method), Self.statuses.contains(status.code) else {
            return
        }
        count(status, inRow: row)
        durations.observe(duration.seconds)
    }

    /// Counts one request that its connection refused.
    mutating func refused(_ status: Status) {
        count(status, inRow: Self.methods.count)
    }

    private mutating func count(_ status: Status, inRow row: Int) {
        requests[row * Self.statuses.count + status.code - Self.statuses.lowerBound] &+= 1
    }

    /// Counts one connection that ended.
    mutating func ended(_ reason: EndReason) {
        ends[reason, default: 0] &+= 1
    }

    /// Counts one connection that was refused.
    mutating func refused(_ refusal: Refusal) {
        refusals[refusal, default: 0] &+= 1
    }

    /// Adds what another loop has counted.
    mutating func merge(_ other: HTTPCounters) {
        accepted &+= other.accepted
        connections += other.connections
        webSockets += other.webSockets
        receivedBytes &+= other.receivedBytes
        sentBytes &+= other.sentBytes
        ends.merge(other.ends) { $0 &+ $1 }
        refusals.merge(other.refusals) { $0 &+ $1 }
        for index in requests.indices { requests[index] &+= other.requests[index] }
        durations.merge(other.durations)
    }

    /// The requests that were counted, by method and status; the method is `unknown` for those that were refused.
    var requestCounts: [(method: String, status: Int, count: UInt64)] {
        requests.enumerated().filter { $0.element > 0 }.map { index, count in
            let (row, column) = index.quotientAndRemainder(dividingBy: Self.statuses.count)
            let method = row < Self.methods.count ? Self.methods[row].rawValue : "unknown"
            return (method, column + Self.statuses.lowerBound, count)
        }
    }
}
