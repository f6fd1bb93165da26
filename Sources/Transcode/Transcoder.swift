public import CodecBridge
public import Timing

/// One job: takes what the server says, and says what was made of it.
///
/// One mutation, then `pollMessage` until it is `nil`, then the next.
public struct Transcoder {
    /// What is done; `nil` before the order.
    private var job: (any Job)?
    /// What waits to be said.
    private var messages: [BridgeMessage] = []
    /// Tells what time it is, for jobs that must keep up.
    private let clock: () -> Instant
    /// Whether there is nothing more to do.
    public private(set) var isDone = false

    /// A transcoder without an order. The clock tells how long things take; with one that stands still they take no time.
    public init(clock: @escaping () -> Instant = { .zero }) {
        self.clock = clock
        LibraryLog.silence()
    }

    /// The server says something.
    public mutating func handle(_ message: BridgeMessage) {
        switch (message, job) {
        case (.order(let order), nil): job = makeJob(order)
        case (.format(let format), let job?): messages += job.take(format)
        case (.unit(let unit), let job?): messages += job.take(unit)
        case (.end, let job?):
            messages += job.finish()
            isDone = true
        default:
            messages.append(.trouble("the server said what is not its turn to say"))
            isDone = true
        }
    }

    /// What to say next.
    public mutating func pollMessage() -> BridgeMessage? { messages.isEmpty ? nil : messages.removeFirst() }

    private func makeJob(_ order: BridgeOrder) -> any Job {
        switch order {
        case .pictures(let largest, let columns, let rows):
            PictureJob(largest: largest, columns: columns, rows: rows)
        case .sound(let bitsPerSecond): SoundJob(bitsPerSecond: bitsPerSecond)
        case .video(let frameRate, let longest):
            VideoJob(frameRate: frameRate, longest: longest, clock: clock)
        case .watching: WatchJob()
        }
    }
}
