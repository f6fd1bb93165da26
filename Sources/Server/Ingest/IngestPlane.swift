import Bytes
import Platform
import Runtime
import SFU
import Signaling
import Timing

/// What an ingest loop has of the media loops: where streams are at home, and who packages them.
struct IngestPlane: Sendable {
    /// The shards, one a core.
    let shards: [MediaShard]
    /// The boxes in which they find what feeds bring.
    let boxes: [Mailbox<FeedLetter>]
    /// The packager's box; `nil` when nobody packages.
    let packaging: Mailbox<HLSLetter>?

    /// How often is looked whether a publisher is still silent.
    private static let silenceCheck = Duration.milliseconds(50)

    /// The home of a stream.
    func home(of stream: String) -> Int { ShardPlace.home(of: stream, among: shards.count) }

    /// Begins a feed, unless somebody brings the stream. One that finds another publisher there waits until that is heard of,
    /// or has been silent for so long that it must be gone, as in `LocalMediaPlane`.
    func open(
        _ stream: StreamName, from client: IPAddress, encoder: String?, askedAt asked: Instant
    ) async -> Result<FeedKey, MediaRefusal> {
        let home = home(of: stream.text)
        let shard = shards[home]
        var random = SystemRandom()
        let id = Placement.name(on: home, among: shards.count, using: &random)
        let origin = FeedOrigin(id: id, client: client, encoder: encoder)
        while true {
            do throws(MediaRefusal) {
                return .success(try await shard.openFeed(of: stream, by: origin))
            } catch {
                guard error == .streamHasPublisher, await shard.isPublisherSilent(of: stream, since: asked)
                else { return .failure(error) }
            }
            try? await Task.sleep(for: Self.silenceCheck)
        }
    }

    /// Tells a feed's home something; `false` when its box is full.
    @discardableResult func tell(_ seat: FeedSeat, _ feed: FeedKey, _ word: FeedLetter.Word) -> Bool {
        boxes[seat.home].post(FeedLetter(stream: seat.stream, feed: feed, word: word))
    }
}
