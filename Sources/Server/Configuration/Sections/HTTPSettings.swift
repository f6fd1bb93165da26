import HTTP

/// How HTTP is served.
struct HTTPSettings: Equatable, Sendable {
    /// The port of plain HTTP; 0 lets the kernel choose.
    var port: UInt16 = 8080
    /// The port of HTTPS, when it is on; 0 lets the kernel choose.
    var securePort: UInt16 = 8443
    /// How many loops serve HTTP; `nil` leaves it to `workerCount(onCores:)`.
    var workers: Int?
    /// How long a connection may idle between requests.
    var keepAlive = Limits().keepAlive
    /// How many connections may be open on all loops together.
    var maximumConnections = 50_000
    /// How many connections may be open from one address other than loopback; `nil` for no limit.
    var maximumConnectionsPerAddress: Int? = 1000
    /// The origins whose pages may read answers; `*` for all.
    var corsOrigins = ["*"]

    /// The limits of one connection.
    var limits: Limits {
        var limits = Limits()
        limits.keepAlive = keepAlive
        return limits
    }

    /// Which pages may read answers.
    var origins: CrossOrigin.Origins {
        corsOrigins.contains("*") ? .any : .only(Set(corsOrigins))
    }

    /// How many loops serve HTTP on a machine with that many cores. Most are left
    /// to media.
    func workerCount(onCores cores: Int) -> Int {
        workers ?? max(1, cores / 4)
    }

    /// The keys.
    static let settings = [
        Setting(
            "http-port", \.http.port, .port,
            "Port of plain HTTP: pages, API, WebSocket. 0 takes a free one; the log says which.",
            because: "above 1024, so it needs no privilege"),
        Setting(
            "https-port", \.http.securePort, .port,
            "Port of HTTPS, with HTTP/2, when a certificate is given or --tls is auto. 0 takes a free one.",
            because: "above 1024, so it needs no privilege"),
        Setting(
            "http-workers", \.http.workers, .integer(in: 1...256, or: "auto"),
            "How many event loops serve HTTP; auto is one for every four cores.",
            because: "most cores belong to media"),
        Setting(
            "http-keep-alive", \.http.keepAlive, .duration(in: .seconds(1)...Duration.seconds(3600)),
            "How long a connection may idle between two requests.",
            because: "a little longer than proxies and players wait, so that they and not we close first",
            takesEffect: .onReload),
        Setting(
            "http-max-connections", \.http.maximumConnections, .integer(in: 1...10_000_000),
            "How many HTTP connections may be open; more are closed at once and counted.",
            because: "idle ones cost under 20 KiB each, so this is a gigabyte at worst",
            takesEffect: .onReload),
        Setting(
            "http-max-connections-per-address", \.http.maximumConnectionsPerAddress,
            .integer(in: 1...10_000_000, or: "off"),
            "How many of them may come from one address. Loopback has no limit, for a proxy on this machine; "
                + "raise it or switch it off behind a proxy on another.",
            because: "a whole school behind one address fits, a single flooder cannot take all",
            takesEffect: .onReload),
        Setting(
            "cors-origin", repeated: \.http.corsOrigins, .origin,
            "An origin whose pages may read what we answer; * is every origin.",
            because: "players live on other sites, and no cookie of ours can be abused, as there is none"),
    ]
}
