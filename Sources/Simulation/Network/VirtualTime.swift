public import Timing

/// Runs hosts over an emulated network on a time of their own: it jumps from one arrival or deadline to the next, so
/// that ten minutes of a call take as long as their packets take to compute.
///
/// Between runs its owner may do anything to the hosts and the network; what hosts want to send then goes out when
/// the next run begins.
public struct VirtualTime<Address: Hashable & Sendable> {
    /// What is between the hosts.
    public var network: EmulatedNetwork<Address>
    /// What time it is.
    public private(set) var now = Instant.zero
    /// Who is there, in the order of their coming.
    private var hosts: [any EmulatedHost<Address>] = []
    /// Who has which address.
    private var owners: [Address: any EmulatedHost<Address>] = [:]

    /// How often hosts may act without time passing before it is called an endless loop.
    private static var patience: Int { 100_000 }

    /// A network at the start of time.
    public init(_ network: EmulatedNetwork<Address>) {
        self.network = network
    }

    /// Puts a host on the network.
    public mutating func add(_ host: any EmulatedHost<Address>, at addresses: [Address]) {
        hosts.append(host)
        for address in addresses { owners[address] = host }
    }

    /// Takes away whoever has an address: what is sent there is lost.
    public mutating func remove(at address: Address) {
        guard let host = owners[address] else { return }
        hosts.removeAll { $0 === host }
        owners = owners.filter { $0.value !== host }
    }

    /// Lets `duration` pass.
    public mutating func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        run(until: end) { false }
    }

    /// Runs until something is so, or `duration` has passed. Gives whether it came to be so.
    @discardableResult
    public mutating func run(atMost duration: Duration, until isDone: () -> Bool) -> Bool {
        run(until: now.advanced(by: duration), isDone)
        return isDone()
    }

    /// Goes from event to event up to `end`.
    private mutating func run(until end: Instant, _ isDone: () -> Bool) {
        var patience = Self.patience
        for host in hosts { drain(host) }
        while !isDone() {
            let next = hosts.compactMap(\.nextDeadline).min().map { min($0, network.nextArrival ?? $0) }
            guard let next = next ?? network.nextArrival, next <= end else {
                now = max(now, end)
                return
            }
            patience = next > now ? Self.patience : patience - 1
            precondition(patience > 0, "a host does not move its deadline")
            now = max(now, next)
            step()
        }
    }

    /// Does what is due now: arrivals first.
    private mutating func step() {
        while let datagram = network.receive(at: now) {
            guard let owner = owners[datagram.destination] else { continue }
            owner.receive(datagram, at: now)
            drain(owner)
        }
        for host in hosts where (host.nextDeadline ?? .distantFuture) <= now {
            host.handleTimeout(at: now)
            drain(host)
        }
    }

    /// Sends what a host wants sent.
    private mutating func drain(_ host: any EmulatedHost<Address>) {
        while let datagram = host.pollDatagram() { network.send(datagram, at: now) }
    }
}
