import Links
import RTP
import Simulation
import Testing
import Timing
import WebRTC

/// Minutes of video over networks that lose, jitter, reorder and double, both ways.
@Suite struct LossyCallTests {
    /// A call of `seconds` over links with these conditions, and what it left behind.
    private static func call(_ conditions: LinkConditions, seconds: Int64, seed: UInt64) -> (
        sender: SendingHost, receiver: ReceivingHost
    ) {
        let sender = SendingHost(end: .milliseconds(seconds * 1000), seed: seed)
        let receiver = ReceivingHost(seed: seed + 1)
        var time = VirtualTime(EmulatedNetwork<String>(seed: seed, conditions: conditions))
        time.add(sender, at: ["sender"])
        time.add(receiver, at: ["receiver"])
        time.run(for: .seconds(seconds + 2))
        return (sender, receiver)
    }

    /// The share of packets that were there within 300 ms of being sent.
    private static func share(_ sender: SendingHost, _ receiver: ReceivingHost) -> Double {
        let inTime = receiver.delays.values.count { $0 <= .milliseconds(300) }
        return Double(inTime) / Double(sender.count)
    }

    private static let lossy = LinkConditions(
        delay: .milliseconds(30), jitter: .milliseconds(50), loss: .random(0.1), duplication: 0.02,
        reordering: 0.05)

    @Test("a tenth lost both ways, 50 ms of jitter: 99.5 % are there within 300 ms", arguments: [1, 2, 3])
    func random(seed: UInt64) {
        let (sender, receiver) = Self.call(Self.lossy, seconds: 60, seed: seed)
        #expect(Self.share(sender, receiver) >= 0.995)
        #expect(!receiver.wasHandedOutTwice)
        // A quarter more than the stream itself, for each packet lost up to two and a half repeats.
        #expect(sender.stream.repairCount < UInt64(sender.count) / 4)
    }

    @Test("bursts that lose 30 %: the stream goes on, and nine packets of ten are in time")
    func bursts() {
        var conditions = Self.lossy
        conditions.loss = .bursts(average: 0.3, length: 8)
        let (sender, receiver) = Self.call(conditions, seconds: 60, seed: 4)
        #expect(Self.share(sender, receiver) > 0.9)
        #expect(Double(receiver.delays.count) > 0.97 * Double(sender.count))
        #expect(sender.stream.repairCount < UInt64(sender.count) && sender.keyframesAsked > 0)
    }

    @Test("without loss nothing is asked for and nothing is late")
    func clean() {
        let (sender, receiver) = Self.call(
            LinkConditions(delay: .milliseconds(30), jitter: .milliseconds(50)), seconds: 30, seed: 6)
        #expect(Self.share(sender, receiver) == 1 && receiver.stream.nackCounts == (0, 0))
        #expect(receiver.stream.lost == 0 && sender.keyframesAsked == 0)
    }

    @Test("both sides come to know the path: its round trip, its losses, and which packets came")
    func knowledge() {
        let (sender, receiver) = Self.call(Self.lossy, seconds: 30, seed: 7)
        for time in [sender.stream.roundTrip, receiver.probe.time] {
            #expect((0.06...0.16).contains(time.smoothed?.seconds ?? 0))
        }
        let lost = Double(sender.stream.report?.cumulativeLost ?? 0) / Double(sender.count)
        #expect((0.08...0.12).contains(lost))
        // A tenth of the packets is lost, and of the messages that tell of the others another tenth.
        let told = Double(sender.acknowledged.count) / Double(sender.sent)
        #expect((0.75...0.92).contains(told))
    }
}
