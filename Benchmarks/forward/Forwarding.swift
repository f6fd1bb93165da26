import BenchClients
import Bytes
import CAllocations
import ICE
import SFU
import Timing
import WebRTC

/// What it costs to pass packets on to some viewers: from a sealed packet of the publisher's to sealed ones that were
/// taken from the outbox, by a copy as the kernel's.
struct Forwarding {
    /// How long each took, in nanoseconds, in order.
    private var times: [Int64] = []
    /// How often memory was asked for in all.
    private var allocations: UInt64 = 0
    /// How many viewers there were.
    private let viewers: Int
    /// How many packets left.
    private var sent = 0
    /// Whether each viewer opened all that was sent to it.
    private var isOpened = false

    /// Packets between two looks at the clock: fewer than make the server tell the publisher what arrived, since reports
    /// are no part of what is measured, and take memory.
    private static let batch = 100
    /// Batches to warm up.
    private static let warmUp = 20

    /// Passes on `count` packets, each by itself. Reports and feedback flow between batches of a tenth of a second.
    init(_ stage: Stage, packets count: Int) {
        viewers = stage.viewers.count
        times.reserveCapacity(count)
        var camera = Camera(stage.publisher)
        for number in 0..<count / Self.batch + Self.warmUp {
            let packets = camera.packets(Self.batch, of: stage.publisher, at: stage.now)
            pass(packets, stage, isMeasured: number >= Self.warmUp)
            stage.run(for: .milliseconds(100))
        }
        times.sort()
        isOpened = stage.viewers.allSatisfy { viewer in
            let traffic = viewer.peer.traffic
            return traffic.packetsReceived >= count && traffic.unauthentic == 0 && traffic.replayed == 0
        }
    }

    private mutating func pass(_ packets: [[UInt8]], _ stage: Stage, isMeasured: Bool) {
        let (exchange, path, now) = (stage.exchange, stage.publisher.path, stage.now)
        for packet in packets {
            let before = starling_allocations()
            let begin = Stopwatch.nanoseconds
            exchange.handle(packet.bytes, on: path, at: now)
            exchange.handleTimeout(at: now)
            stage.take()
            let end = Stopwatch.nanoseconds
            let asked = starling_allocations() - before
            let left = stage.deliver()
            guard isMeasured else { continue }
            times.append(end - begin)
            allocations += asked
            sent += left
        }
    }

    /// Nanoseconds that so many of all packets took at most.
    func percentile(_ share: Double) -> Int64 {
        times.isEmpty ? .max : times[min(Int(Double(times.count) * share), times.count - 1)]
    }

    /// Whether each viewer got each packet, and could open it.
    var isComplete: Bool { isOpened && sent == times.count * viewers }

    /// Packets to viewers in a second of this thread.
    var packetsPerSecond: Int { Int(Double(sent) * 1e9 / Double(times.reduce(0, +))) }

    /// How often memory is asked for, for one packet of the publisher's.
    var allocationsPerPacket: Double { Double(allocations) / Double(max(times.count, 1)) }
}
