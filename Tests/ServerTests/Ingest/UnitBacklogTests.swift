import Media
import SDP
import SFU
import Testing
import Timing

@testable import Ingest
@testable import Server

@Suite struct UnitBacklogTests {
    /// Two feeds of one stream.
    private static func feeds() throws -> [FeedKey] {
        let exchange = Exchange()
        let first = try exchange.feed("room", at: .zero)
        return [first, try exchange.feed("room", at: .zero.advanced(by: .seconds(60)))]
    }

    private static func letter(_ feed: FeedKey, _ sizes: [Int]) -> UnitLetter {
        UnitLetter(
            stream: "room", feed: feed,
            units: sizes.map {
                ContributedUnit(
                    codec: .aac, configuration: nil,
                    unit: AccessUnit([UInt8](repeating: 0, count: $0), decodeTime: 0))
            })
    }

    @Test("units are kept for the feed that they are of, and for no other")
    func kept() throws {
        let feeds = try Self.feeds()
        var backlog = UnitBacklog()
        backlog.hold(Self.letter(feeds[0], [1, 2]))
        backlog.hold(Self.letter(feeds[0], [3]))
        #expect(backlog.take(of: feeds[0]).map(\.unit.bytes.count) == [1, 2, 3])
        #expect(backlog.take(of: feeds[0]).isEmpty)
        backlog.hold(Self.letter(feeds[0], [1]))
        backlog.hold(Self.letter(feeds[1], [2]))
        #expect(backlog.take(of: feeds[1]).map(\.unit.bytes.count) == [2])
        backlog.hold(Self.letter(feeds[0], [1]))
        #expect(backlog.take(of: feeds[1]).isEmpty)
    }

    @Test("no more than so many units and octets are kept")
    func bounds() throws {
        let feed = try Self.feeds()[0]
        var backlog = UnitBacklog()
        for _ in 0..<2000 { backlog.hold(Self.letter(feed, [1])) }
        #expect(backlog.take(of: feed).count <= 1024)
        for _ in 0..<3 { backlog.hold(Self.letter(feed, [4 << 20])) }
        #expect(backlog.take(of: feed).count < 3)
    }
}
