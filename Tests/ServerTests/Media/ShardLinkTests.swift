import Bytes
import Runtime
import SDP
import Testing
import Timing

@testable import SFU
@testable import Server
@testable import WebRTC

@Suite struct ShardLinkTests {
    @Test("what one shard tells another arrives there, in order, and nowhere else")
    func messages() throws {
        let loops = try (0..<3).map { try EventLoop(name: "media-\($0)") }
        let links = ShardLinks(between: loops)
        let ends = (0..<3).map { ShardLink($0, of: links) }
        // Viewers that wait on a shard that is not their stream's home make an exchange tell that.
        let place = ShardPlace(1, of: 3)
        let exchange = Exchange(at: place)
        let announcement = Announcement(kinds: [.video], takesKeyframeRequests: true)
        for word in [RelayMessage.Word.publisherCame(announcement), .publisherWent] {
            exchange.handle(RelayMessage(stream: "room", word: word), from: 0, at: .zero)
        }
        ends[1].sendMessages(of: exchange.relay)
        for end in ends {
            end.receive(
                message: { message, _ in Issue.record("\(message) from nobody") },
                batch: { _ in Issue.record("a batch from nobody") })
        }
        exchange.handle(RelayMessage(stream: "room", word: .joined), from: 2, at: .zero)
        exchange.handle(RelayMessage(stream: "hall", word: .joined), from: 2, at: .zero)
        ends[1].sendMessages(of: exchange.relay)
        var heard: [String] = []
        ends[2].receive(
            message: { message, sender in
                heard.append(message.stream)
                #expect(message.word == .publisherWent && sender == 1)
            }, batch: { _ in })
        #expect(heard == ["room", "hall"] && ends.allSatisfy { $0.droppedBatches == 0 })
    }

    @Test("a ring that is full drops batches, counts them, and keeps those that were there first")
    func full() throws {
        let links = ShardLinks(between: try (0..<2).map { try EventLoop(name: "media-\($0)") })
        let ends = (0..<2).map { ShardLink($0, of: links) }
        let relay = Relay()
        for number in 1...600 as ClosedRange<UInt64> {
            relay.add(RelayedBatch(stream: "room", number: number, batch: MediaBatch([1].bytes)), to: 1)
        }
        ends[0].sendBatches(of: relay)
        var numbers: [UInt64] = []
        for _ in 0..<2 {
            ends[1].receive(message: { _, _ in }, batch: { numbers.append($0.number) })
        }
        #expect(numbers == Array(1...512) && ends[0].droppedBatches == 88)
        #expect(ends[1].droppedBatches == 0)
    }
}
