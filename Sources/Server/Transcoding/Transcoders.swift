import Bytes
import CodecBridge
import Runtime
import Timing

/// The transcoders that work for a loop; it belongs to the loop's actor.
///
/// A server without the program, or without the libraries that it is linked to, does without what it makes: that is said
/// once, and tried again from time to time.
final class Transcoders {
    /// The program.
    private let program: String
    /// The loop's poller.
    private let poller: Poller
    private let log: Logger
    /// Those at work.
    private var jobs: [ObjectIdentifier: TranscoderJob] = [:]
    /// Until when none is started, since the last could not be.
    private var unavailableUntil: Instant?
    /// Whether that was said.
    private var isTold = false
    /// Whether all were ended from here.
    private var isClosed = false
    /// What was counted.
    private var started: UInt64 = 0, failed: UInt64 = 0, leftOut: UInt64 = 0, leftOutPictures: UInt64 = 0
    /// How many encode fewer pictures than come.
    private var slow = 0

    /// How many work at once, on all loops' cores: each is a thread.
    private static let most = 64
    /// How much memory one may have: its libraries, and pictures of 8K a few times.
    private static let mostMemory = 2 << 30
    /// How long one that cannot be started is not tried again.
    private static let pause = Duration.seconds(30)
    /// What a dynamic linker ends a program with whose libraries are missing (ld.so), and a shell one that is none.
    private static let missingLibrary: Int32 = 127

    init(_ settings: TranscodingSettings, on poller: Poller, log: Logger) {
        program = settings.path
        self.poller = poller
        self.log = log
    }

    // MARK: Getters

    /// What there is to tell.
    var numbers: TranscodingNumbers {
        TranscodingNumbers(
            running: jobs.count, started: started, failed: failed, leftOut: leftOut, slow: slow,
            leftOutPictures: leftOutPictures)
    }

    /// Whether the program is there; its libraries may be missing all the same.
    var isInstalled: Bool { (try? FileSystem.status(of: program)) != nil }

    // MARK: Commands

    /// Starts a job; `nil` when none can be now. It must end within `limit`, and so many octets may wait for it. Its owner is
    /// told what it says, and its end, in later turns.
    func start(
        _ order: BridgeOrder, limit: Duration?, mostWaiting: Int,
        tell: @escaping (TranscoderJob.Event) -> Void
    ) -> TranscoderJob? {
        let now = poller.now
        guard jobs.count < Self.most, unavailableUntil.map({ $0 <= now }) ?? true else { return nil }
        do throws(SystemError) {
            let started = try ChildProcess.start(program, mostMemory: Self.mostMemory)
            var name: ObjectIdentifier?
            let job = TranscoderJob(
                started.process, deadline: limit.map { now.advanced(by: $0) }, mostWaiting: mostWaiting
            ) { [unowned self] event in
                if case .ended(let ending) = event, let name { end(name, ending) }
                tell(event)
            }
            name = ObjectIdentifier(job)
            job.connection = try TCPConnection(
                started.takeSocket(), peer: .init(.loopbackV4, port: 0), on: poller, core: { _ in job },
                closed: { _ in })
            jobs[ObjectIdentifier(job)] = job
            self.started += 1
            _ = job.send(.order(order))
            return job
        } catch {
            suspend(because: error.reason)
            return nil
        }
    }

    /// Lets what was queued leave. Call it at the end of the loop's turn.
    func settle() {
        while let job = jobs.values.first(where: \.hasNews) { job.settle(at: poller.now) }
    }

    /// Ends all.
    func close() {
        isClosed = true
        for job in jobs.values { job.stop() }
        settle()
    }

    /// A unit was left out, since a transcoder takes too long.
    func noteLeftOut() { leftOut += 1 }

    /// So many pictures were not encoded, since a transcoder is too slow for all.
    func noteLeftOutPictures(_ count: Int) { leftOutPictures += UInt64(max(count, 0)) }

    /// So many more transcoders are too slow, or fewer.
    func noteSlow(by difference: Int) { slow += difference }

    // MARK: Ends

    private func end(_ name: ObjectIdentifier, _ ending: ChildProcess.Ending) {
        jobs[name] = nil
        guard !isClosed else { return }
        switch ending {
        case .exited(0): isTold = false
        case .exited(Self.missingLibrary): suspend(because: "a library of it is missing")
        default:
            failed += 1
            log.warning("transcoder ended early", ["ending": .text(ending.description)])
        }
    }

    private func suspend(because reason: String) {
        unavailableUntil = poller.now.advanced(by: Self.pause)
        guard !isTold else { return }
        isTold = true
        log.warning(
            "no transcoder",
            [
                "program": .text(program), "reason": .text(reason),
                "effect": .text(
                    "there are no pictures of streams and recordings, no AAC and no H.264 of other codecs"),
            ])
    }
}
