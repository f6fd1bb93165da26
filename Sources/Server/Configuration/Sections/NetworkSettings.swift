import Bytes

/// Where the server can be reached.
struct NetworkSettings: Equatable, Sendable {
    /// The addresses on which every port is opened.
    var listen: [IPAddress] = [.loopbackV4, .loopbackV6]

    /// The addresses that ports are opened on: those in `listen`, without what a wildcard among them includes. A second
    /// socket there would find its port in use. `::` takes IPv4 as well.
    var bound: [IPAddress] {
        if listen.contains(.anyV6) { return [.anyV6] }
        return listen.contains(.anyV4) ? listen.filter { $0 == .anyV4 || !$0.isV4 } : listen
    }

    /// Whether other machines can reach the server. Publishing and changing things need a key then.
    var isReachableFromOutside: Bool {
        !listen.allSatisfy(\.isLoopback)
    }

    /// The keys.
    static let settings = [
        Setting(
            "listen", repeated: \.network.listen, .address,
            "An address to listen on; 0.0.0.0 and :: stand for every interface.",
            because: "both families of loopback: nobody else gets in until you say so")
    ]
}
