import Bytes
import Platform
import Runtime
import SFU
import Signaling
import Synchronization
import Timing

/// What an ingest loop has of the media loops: where streams are at home, and who packages them.
struct IngestPlane: Sendable {
    /// The shards, one a core.
    let shards: [MediaShard]
    /// The boxes in which they find what feeds bring.
    let boxes: [Mailbox<FeedLetter>]
    /// The packager's box; `nil` when nobody packages.
    let packaging: Mailbox<HLSLetter>?

    /// How many letters may wait at the ingest loop before no more is read by SRT: each has up to 90 KB.
    static let mostLetters = 1024
    /// How often is looked whether a publisher is still silent.
    private static let silenceCheck = Duration.milliseconds(50)
    /// How long a publisher may be silent until another takes its place.
    private static let longestSilence = Duration.seconds(1)
    /// How long an answer may take that a thread waits for.
    private static let patience = Duration.milliseconds(200)

    /// The home of a stream.
    func home(of stream: String) -> Int { ShardPlace.home(of: stream, among: shards.count) }

    /// Begins a feed, unless somebody brings the stream. One that finds another publisher there waits until that is heard of,
    /// or has been silent for so long that it must be gone, as in `LocalMediaPlane`.
    func open(
        _ stream: StreamName, by scheme: EncoderProtocol, from client: IPAddress, encoder: String?,
        askedAt asked: Instant
    ) async -> Result<FeedKey, MediaRefusal> {
        let home = home(of: stream.text)
        let shard = shards[home]
        var random = SystemRandom()
        let id = Placement.name(on: home, among: shards.count, using: &random)
        let origin = FeedOrigin(scheme: scheme, id: id, client: client, encoder: encoder)
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

    /// Whether somebody brings a stream who was heard of in the last second. It waits for another loop's answer, which is for
    /// threads that may; who does not get it in time takes it for no, and learns it later.
    func isPublished(_ stream: StreamName, at now: Instant) -> Bool {
        let shard = shards[home(of: stream.text)]
        let answer = Answer()
        Task {
            let since = now.advanced(by: .zero - Self.longestSilence)
            let isSilent = await shard.isPublisherSilent(of: stream, since: since)
            answer.isTaken.store(!isSilent, ordering: .releasing)
            answer.came.signal()
        }
        return answer.came.wait(atMost: Self.patience) && answer.isTaken.load(ordering: .acquiring)
    }

    /// What somebody waits for.
    private final class Answer: Sendable {
        let isTaken = Atomic<Bool>(false)
        let came = Semaphore()
    }

    /// Tells a feed's home something; `false` when its box is full.
    @discardableResult func tell(_ seat: FeedSeat, _ feed: FeedKey, _ word: FeedLetter.Word) -> Bool {
        boxes[seat.home].post(FeedLetter(stream: seat.stream, feed: feed, word: word))
    }
}
