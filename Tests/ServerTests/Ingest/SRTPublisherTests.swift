import Bytes
import Ingest
import Runtime
import SFU
import SRTTransport
import Testing
import Timing

@testable import Server

/// One caller's stream on virtual time.
@Suite struct SRTPublisherTests {
    private static func at(_ seconds: Int) -> Instant { .zero.advanced(by: .seconds(seconds)) }

    /// What a publisher ended with.
    private static func end(of publisher: inout SRTPublisher) -> String? {
        while let event = publisher.pollEvent() {
            if case .ended(let reason, _) = event { return reason }
        }
        return nil
    }

    /// A publisher that may publish.
    private static func publisher() throws -> SRTPublisher {
        var publisher = SRTPublisher(try #require(SRTStreamID("publish:room")), at: .zero)
        let plane = IngestPlane(shards: [], boxes: [Mailbox(on: try EventLoop(name: "test"))], packaging: nil)
        let feed = try Exchange().feed("room", at: .zero)
        publisher.accept(FeedOutlet(FeedSeat(stream: "room", home: 0), feed, on: plane), .drop, at: .zero)
        return publisher
    }

    /// A packet that only fills time.
    private static let empty: [UInt8] = [0x47, 0x1F, 0xFF, 0x10] + [UInt8](repeating: 0, count: 184)

    @Test(
        "whoever sends nothing, or nothing that can be played, is ended after fifteen seconds with that reason"
    )
    func silence() throws {
        var silent = try Self.publisher()
        silent.handleTimeout(at: Self.at(14))
        #expect(!silent.isEnded && silent.nextDeadline == Self.at(15))
        silent.handleTimeout(at: Self.at(15))
        #expect(Self.end(of: &silent) == "nothing came for 15 s")
        var useless = try Self.publisher()
        for second in 1...14 { useless.handle(Self.empty.bytes, at: Self.at(second)) }
        useless.handleTimeout(at: Self.at(15))
        #expect(Self.end(of: &useless) == "nothing that can be played came for 15 s")
    }

    @Test("what is no transport stream ends it at once")
    func garbage() throws {
        var publisher = try Self.publisher()
        publisher.handle([UInt8](repeating: 0x48, count: 80_000).bytes, at: Self.at(1))
        #expect(
            Self.end(of: &publisher) == "what came is no MPEG transport stream"
                && publisher.nextDeadline == nil)
    }

    @Test("what comes before it may publish is held, but not without end")
    func held() throws {
        var publisher = SRTPublisher(try #require(SRTStreamID("publish:room")), at: .zero)
        let mebibyte = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0..<8 { publisher.handle(mebibyte.bytes, at: .zero) }
        #expect(!publisher.isEnded)
        publisher.handle([0].bytes, at: .zero)
        #expect(publisher.isEnded)
    }
}
