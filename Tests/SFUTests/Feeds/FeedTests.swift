import Bytes
import RTP
import SDP
import Testing
import Timing
import WebRTC

@testable import SFU

/// Streams whose publishers are no peers.
@Suite struct FeedTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    private static let tracks = [
        FeedTrack(
            .video, codec: "H264", format: .h264(profile: 0x42, constraints: 0xC0, level: 31, payloadType: 96)
        ),
        FeedTrack(.audio, codec: "AAC", format: nil, sampleRate: 44_100),
    ]

    /// A packet of a keyframe, or of another picture.
    private static func packet(_ number: Int64, isKeyframe: Bool = false) -> (
        bytes: [UInt8], facts: FeedPacket
    ) {
        var bytes = [UInt8](repeating: 0, count: 12)
        var room = bytes.mutableBytes
        var writer = ByteWriter(&room)
        RTPHeader(
            payloadType: PayloadType(96), sequenceNumber: SequenceNumber(UInt16(number)),
            timestamp: RTPTimestamp(UInt32(number) * 3000), ssrc: SSRC(1), isMarked: true
        ).write(to: &writer)
        bytes += isKeyframe ? [0x65, 0x88] : [0x41, 0x9A]
        return (
            bytes,
            FeedPacket(
                track: 0, place: ExtendedSequenceNumber(number), captured: at(number * 33),
                canBegin: isKeyframe)
        )
    }

    /// An exchange of one shard, behind which there is a packager, which gets the stream.
    private static func exchange() -> Exchange {
        let exchange = Exchange(at: ShardPlace(0, of: 1))
        exchange.handle(RelayMessage(stream: "room", word: .joined), from: 1, at: .zero)
        _ = told(by: exchange)
        return exchange
    }

    /// What it told the packager.
    private static func told(by exchange: Exchange) -> [RelayMessage.Word] {
        var words: [RelayMessage.Word] = []
        exchange.relay.drainMessages { _, message in
            words.append(message.word)
            return true
        }
        return words
    }

    @Test("what a feed brings is told once it is known, and that it is over")
    func described() throws {
        let exchange = Self.exchange()
        let feed = try exchange.feed("room", at: .zero)
        #expect(Self.told(by: exchange).isEmpty && exchange.publication(of: "room")?.isBrought == true)
        exchange.describe(feed, of: "room", as: Self.tracks, at: .zero)
        let announcement = Announcement(
            kinds: [.video, .audio], takesKeyframeRequests: false, feed: feed, sampleRate: 44_100)
        #expect(Self.told(by: exchange) == [.publisherCame(announcement)])
        exchange.endFeed(feed, of: "room", at: .zero)
        #expect(Self.told(by: exchange) == [.publisherWent])
        #expect(exchange.publication(of: "room")?.isBrought == false)
    }

    @Test("packets of a feed go to shards, and not to the packager, who has its units")
    func packets() throws {
        let exchange = Exchange(at: ShardPlace(0, of: 2))
        let stream = "ab"
        try #require(ShardPlace.home(of: stream, among: 2) == 0)
        for shard in [1, 2] {
            exchange.handle(RelayMessage(stream: stream, word: .joined), from: shard, at: .zero)
        }
        let feed = try exchange.feed(stream, at: .zero)
        exchange.describe(feed, of: stream, as: Self.tracks, at: .zero)
        for number in 1...3 as ClosedRange<Int64> {
            let (bytes, facts) = Self.packet(number, isKeyframe: number == 1)
            exchange.handle(bytes.bytes, facts, of: feed, of: stream, at: Self.at(number))
        }
        exchange.handleTimeout(at: Self.at(4))
        var shards: [Int] = []
        var packets: [Bool] = []
        exchange.relay.drainBatches { shard, batch in
            shards.append(shard)
            packets += batch.batch.packets.map(\.canBegin)
            #expect(batch.batch.origins.first?.format.name == "H264")
        }
        #expect(Set(shards) == [1] && packets == [true, false, false])
    }

    @Test("a stream that is fed has a publisher, which yields once it is silent")
    func taken() throws {
        let exchange = Self.exchange()
        let first = try exchange.feed("room", at: .zero)
        exchange.describe(first, of: "room", as: Self.tracks, at: .zero)
        exchange.note(100, ofTrack: 1, isKeyframe: true, of: first, of: "room", at: Self.at(500))
        #expect(throws: ExchangeRefusal.streamHasPublisher) { try exchange.feed("room", at: Self.at(1400)) }
        let second = try exchange.feed("room", at: Self.at(1600))
        var replaced: [FeedKey] = []
        while let event = exchange.pollEvent() {
            if case .feedReplaced(let key, "room") = event { replaced.append(key) }
        }
        #expect(replaced == [first] && second != first)
        // What the first still has on its way counts for nothing.
        exchange.describe(first, of: "room", as: Self.tracks, at: Self.at(1600))
        exchange.endFeed(first, of: "room", at: Self.at(1600))
        #expect(exchange.publication(of: "room")?.isBrought == true)
    }

    @Test("what came of each track is counted, whether or not it goes to viewers")
    func numbers() throws {
        let exchange = Self.exchange()
        let feed = try exchange.feed("room", at: .zero)
        exchange.describe(feed, of: "room", as: Self.tracks, at: .zero)
        exchange.note(1000, ofTrack: 0, isKeyframe: true, of: feed, of: "room", at: Self.at(10))
        exchange.note(200, ofTrack: 1, isKeyframe: true, of: feed, of: "room", at: Self.at(20))
        let numbers = try #require(exchange.streamNumbers(at: Self.at(30)).first?.publication)
        #expect(numbers.layers.map(\.numbers.codec) == ["H264", "AAC"])
        #expect(numbers.layers.map(\.numbers.counts.octets) == [1000, 200])
        #expect(numbers.layers.map(\.isForwarded) == [true, false])
        #expect(numbers.counts.keyframes == 1 && numbers.progress?.firstKeyframe == Self.at(10))
    }

    @Test("packets that are none, or of tracks that there are not, are dropped")
    func hostile() throws {
        let exchange = Self.exchange()
        let feed = try exchange.feed("room", at: .zero)
        exchange.describe(feed, of: "room", as: Self.tracks, at: .zero)
        let (bytes, facts) = Self.packet(1)
        for count in bytes.indices {
            exchange.handle(bytes.bytes.extracting(0..<count), facts, of: feed, of: "room", at: .zero)
        }
        for track in [1, 2, 99] {
            let other = FeedPacket(track: track, place: facts.place, captured: facts.captured, canBegin: true)
            exchange.handle(bytes.bytes, other, of: feed, of: "room", at: .zero)
        }
        exchange.handleTimeout(at: Self.at(1))
    }
}
