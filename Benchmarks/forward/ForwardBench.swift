import BenchClients
import Bytes
import Glibc
import Timing

/// Prints what passing a packet on costs, from its arrival, sealed, to its leaving, sealed for each viewer, without a
/// kernel in between; and what a connected viewer keeps.
@main struct ForwardBench {
    /// The design's promise: forwarding adds less than a millisecond. 99 of 100 packets to one viewer take a few
    /// microseconds on an idle machine; the rest is room for one that is not.
    private static let mostNanoseconds: Int64 = 1_000_000
    /// Nothing is asked for: the heap's locks and its growth would be what is slow in one packet of a thousand. A table that
    /// grows once in a while is allowed for.
    private static let mostAllocations = 0.001
    /// Bytes of heap of a viewer that is connected and gets nothing, by the design.
    private static let mostMemory = 65_536

    static func main() throws {
        let identities = try Client.Identities()
        // More than there are numbers, so that those wrap.
        let single = Forwarding(try Stage(viewers: 1, identities), packets: 100_000)
        let crowd = Forwarding(try Stage(viewers: 100, identities), packets: 2000)
        let memory = try idleMemory(identities)

        let isTimeHeld = single.percentile(0.99) <= mostNanoseconds && single.isComplete
        let asked = max(single.allocationsPerPacket, crowd.allocationsPerPacket)
        let isHeapHeld = asked <= mostAllocations && crowd.isComplete
        let isMemoryHeld = memory <= mostMemory
        print(
            """
            one viewer: a packet of 1,100 octets, opened, and sealed again
              median                               \(single.percentile(0.5)) ns
              99 of 100                            \(single.percentile(0.99)) ns, at most \(mostNanoseconds)\
            \(isTimeHeld ? "" : "  NOT HELD")
              packets to viewers                   \(single.packetsPerSecond) /s

            a hundred viewers
              median of a packet to all            \(crowd.percentile(0.5)) ns
              packets to viewers                   \(crowd.packetsPerSecond) /s

            allocations a packet                   \(single.allocationsPerPacket) to one, \
            \(crowd.allocationsPerPacket) to a hundred, at most \(mostAllocations)\(isHeapHeld ? "" : "  NOT HELD")
            heap of an idle viewer                 \(memory) bytes, at most \(mostMemory)\
            \(isMemoryHeld ? "" : "  NOT HELD")

            Times are of one thread, from `handle` of a datagram to its copies being taken from the outbox; reports and the
            kernel's part are not in them. AEAD_AES_128_GCM both ways.
            """)
        exit(isTimeHeld && isHeapHeld && isMemoryHeld ? 0 : 1)
    }

    /// What a viewer keeps of the heap once it is connected, its handshake done with, and nothing is sent.
    private static func idleMemory(_ identities: Client.Identities) throws -> Int {
        let count = 200
        // The first ones make what all share: the outbox, tables, the allocator's own stock.
        let stage = try Stage(viewers: count, identities)
        stage.run(for: .seconds(12))
        let before = stage.heap
        try stage.add(count)
        stage.run(for: .seconds(12))
        return (stage.heap - before) / count
    }
}
