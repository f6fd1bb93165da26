public import Links
public import Timing

/// A network that delays, loses, reorders and doubles datagrams, the same ones in every run with the same seed.
///
/// Addresses are whatever its user calls them. Every ordered pair of addresses is a link of its own, made when it is
/// first used; a link's chance depends on the seed and on the order in which links were made, on nothing else.
public struct EmulatedNetwork<Address: Hashable & Sendable> {
    /// Two addresses, in the order in which datagrams go.
    private struct Direction: Hashable {
        let source: Address
        let destination: Address
    }

    /// What links do unless told otherwise.
    public var defaultConditions: LinkConditions
    /// What makes the run repeatable.
    private let seed: UInt64
    /// The links that were used or told what to do.
    private var links: [Direction: Link] = [:]
    /// What is on its way.
    private var arriving = DeadlineQueue<EmulatedDatagram<Address>>()
    /// What the outside sees of hosts behind a translator (NAT), by the address they have themselves.
    private var publicAddresses: [Address: Address] = [:]

    /// A network without links yet.
    public init(seed: UInt64, conditions: LinkConditions = LinkConditions()) {
        self.seed = seed
        defaultConditions = conditions
    }

    /// When the next datagram arrives; `nil` while none is on its way.
    public var nextArrival: Instant? { arriving.next }

    /// What became of what `source` sent to `destination`.
    public func counters(from source: Address, to destination: Address) -> LinkCounters {
        links[Direction(source: source, destination: destination)]?.counters ?? LinkCounters()
    }

    /// Sends a datagram.
    public mutating func send(_ datagram: EmulatedDatagram<Address>, at now: Instant) {
        var datagram = datagram
        datagram.source = publicAddresses[datagram.source] ?? datagram.source
        let direction = Direction(source: datagram.source, destination: datagram.destination)
        var link = link(direction)
        for arrival in link.arrivals(of: datagram.bytes.count, at: now) {
            arriving.schedule(datagram, at: arrival)
        }
        links[direction] = link
    }

    /// The next datagram that has arrived by now. What was sent to an address that a translator has given up
    /// since is lost: nobody is there.
    public mutating func receive(at now: Instant) -> EmulatedDatagram<Address>? {
        while var datagram = arriving.pop(dueAt: now) {
            if let inner = publicAddresses.first(where: { $0.value == datagram.destination })?.key {
                datagram.destination = inner
                return datagram
            }
            if publicAddresses[datagram.destination] == nil { return datagram }
        }
        return nil
    }

    /// Changes what happens between two addresses, one way.
    public mutating func set(_ conditions: LinkConditions, from source: Address, to destination: Address) {
        let direction = Direction(source: source, destination: destination)
        var link = link(direction)
        link.conditions = conditions
        links[direction] = link
    }

    /// Changes what happens between two addresses, both ways.
    public mutating func set(_ conditions: LinkConditions, between one: Address, and other: Address) {
        set(conditions, from: one, to: other)
        set(conditions, from: other, to: one)
    }

    /// Puts a host behind a translator that shows it as `outside`, or moves it to there when it was behind one:
    /// its old public address leads nowhere from now on.
    public mutating func translate(_ inside: Address, to outside: Address) {
        publicAddresses[inside] = outside
    }

    /// The link of a direction, made if there is none.
    private func link(_ direction: Direction) -> Link {
        links[direction]
            ?? Link(defaultConditions, seed: seed &+ UInt64(links.count) &* 0xD134_2543_DE82_EF95)
    }
}
