import Links
import Simulation
import Testing
import Timing

@Suite struct EmulatedNetworkTests {
    /// When each of `count` packets of 100 bytes arrives, sent every millisecond under these conditions.
    private func arrivals(_ conditions: LinkConditions, count: Int = 20_000, seed: UInt64 = 1)
        -> (order: [Int], at: [Instant], counters: LinkCounters)
    {
        var network = EmulatedNetwork<String>(seed: seed, conditions: conditions)
        var order: [Int] = []
        var at: [Instant] = []
        for number in 0..<count {
            let bytes = [UInt8(number & 255), UInt8(number >> 8 & 255)] + Array(repeating: 0, count: 98)
            network.send(EmulatedDatagram(bytes, from: "a", to: "b"), at: time(number))
        }
        while let next = network.nextArrival, let datagram = network.receive(at: next) {
            order.append(Int(datagram.bytes[0]) | Int(datagram.bytes[1]) << 8)
            at.append(next)
        }
        return (order, at, network.counters(from: "a", to: "b"))
    }

    private func time(_ milliseconds: Int) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    @Test("a perfect link delivers all at once and in order, also what is sent at the same instant")
    func perfect() {
        #expect(arrivals(LinkConditions()).order == Array(0..<20_000))
        var network = EmulatedNetwork<Int>(seed: 1)
        for number in 0..<100 { network.send(EmulatedDatagram([UInt8(number)], from: 1, to: 2), at: time(5)) }
        let received = (0..<100).compactMap { _ in network.receive(at: time(6))?.bytes[0] }
        #expect(received == (0..<100).map { UInt8($0) })
    }

    @Test("the same seed gives the same fate, another seed another")
    func seeds() {
        let rough = LinkConditions(
            delay: .milliseconds(30), jitter: .milliseconds(50), loss: .random(0.1), duplication: 0.05,
            reordering: 0.1)
        let (first, second, other) = (arrivals(rough), arrivals(rough), arrivals(rough, seed: 2))
        #expect(first.order == second.order && first.at == second.at)
        #expect(first.order != other.order)
    }

    @Test("one direction's traffic does not change the other's fate")
    func independence() {
        func fate(crossing: Bool) -> [UInt8] {
            var network = EmulatedNetwork<Int>(seed: 9, conditions: LinkConditions(loss: .random(0.5)))
            network.send(EmulatedDatagram([0], from: 1, to: 2), at: .zero)
            network.send(EmulatedDatagram([0], from: 2, to: 1), at: .zero)
            for number in 0..<50 {
                network.send(EmulatedDatagram([UInt8(number)], from: 1, to: 2), at: time(number))
                if crossing { network.send(EmulatedDatagram([99], from: 2, to: 1), at: time(number)) }
            }
            var seen: [UInt8] = []
            while let datagram = network.receive(at: time(100)) {
                if datagram.destination == 2 { seen.append(datagram.bytes[0]) }
            }
            return seen
        }
        #expect(fate(crossing: true) == fate(crossing: false))
    }

    @Test("losses come at the rate that was asked for", arguments: [0.01, 0.1, 0.3])
    func randomLoss(rate: Double) {
        let (order, _, counters) = arrivals(LinkConditions(loss: .random(rate)))
        #expect(abs(Double(counters.lost) / 20_000 - rate) < 0.01)
        #expect(counters.sent == 20_000 && order.count == 20_000 - counters.lost)
    }

    @Test(
        "bursts have the average and the length that were asked for",
        arguments: [(0.1, 3.0), (0.3, 5.0), (0.3, 20.0)])
    func burstLoss(average: Double, length: Double) {
        let (order, _, counters) = arrivals(LinkConditions(loss: .bursts(average: average, length: length)))
        #expect(abs(Double(counters.lost) / 20_000 - average) < 0.03)
        let bursts = zip(order, order.dropFirst()).filter { $1 != $0 + 1 }.count
        #expect(abs(Double(counters.lost) / Double(bursts) - length) < length * 0.15)
    }

    @Test("all are lost, or none, when that is asked for")
    func extremes() {
        #expect(arrivals(LinkConditions(loss: .random(1))).order.isEmpty)
        #expect(arrivals(LinkConditions(loss: .bursts(average: 1, length: 5))).order.isEmpty)
        #expect(arrivals(LinkConditions(loss: .bursts(average: 0, length: 5))).order.count == 20_000)
    }

    @Test("delay is kept, jitter stays within its bound and reorders nothing")
    func jitter() {
        let (order, at, _) = arrivals(LinkConditions(delay: .milliseconds(30), jitter: .milliseconds(50)))
        #expect(order == Array(0..<20_000))
        let delays = zip(order, at).map { time($0).duration(to: $1) }
        #expect(delays.allSatisfy { $0 >= .milliseconds(30) && $0 <= .milliseconds(80) })
        #expect((delays.min() ?? .zero) < .milliseconds(32) && (delays.max() ?? .zero) > .milliseconds(78))
    }

    @Test("the share that was asked for is held back and overtaken")
    func reordering() {
        let (order, _, counters) = arrivals(LinkConditions(delay: .milliseconds(10), reordering: 0.1))
        #expect(abs(Double(counters.heldBack) / 20_000 - 0.1) < 0.01)
        let overtaken = zip(order, order.dropFirst()).filter { $1 < $0 }.count
        #expect(overtaken > 1000 && order.sorted() == Array(0..<20_000))
    }

    @Test("the share that was asked for arrives twice")
    func duplication() {
        let (order, _, counters) = arrivals(LinkConditions(duplication: 0.05))
        #expect(abs(Double(counters.duplicated) / 20_000 - 0.05) < 0.01)
        #expect(order.count == 20_000 + counters.duplicated && Set(order).count == 20_000)
    }

    @Test("a slow link passes its rate, delays by its queue and drops what does not fit there")
    func rate() {
        // 800 kbit/s come in (100 bytes each millisecond), 400 pass.
        let (order, at, counters) = arrivals(
            LinkConditions(bitsPerSecond: 400_000, queueByteCount: 10_000), count: 10_000)
        #expect(abs(Double(order.count) - 5_000) < 110)
        #expect(counters.overflowed == 10_000 - order.count)
        // 10,000 bytes at 50 a millisecond.
        let waits = zip(order, at).map { time($0).duration(to: $1) }
        #expect((waits.max() ?? .zero) <= .milliseconds(201) && (waits.max() ?? .zero) > .milliseconds(195))
    }

    @Test("a host behind a translator is seen, and reached, at its public address only")
    func translation() {
        var network = EmulatedNetwork<String>(seed: 1)
        network.translate("inside", to: "outside")
        network.send(EmulatedDatagram([1], from: "inside", to: "server"), at: .zero)
        #expect(network.receive(at: time(1)) == EmulatedDatagram([1], from: "outside", to: "server"))
        network.send(EmulatedDatagram([2], from: "server", to: "inside"), at: .zero)
        #expect(network.receive(at: time(1)) == nil)
        network.send(EmulatedDatagram([3], from: "server", to: "outside"), at: .zero)
        #expect(network.receive(at: time(1)) == EmulatedDatagram([3], from: "server", to: "inside"))
        network.translate("inside", to: "elsewhere")
        network.send(EmulatedDatagram([4], from: "server", to: "elsewhere"), at: .zero)
        #expect(network.receive(at: time(1))?.destination == "inside")
    }
}
