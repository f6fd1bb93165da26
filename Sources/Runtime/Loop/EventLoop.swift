internal import CLinux
internal import Glibc
internal import Synchronization

/// An actor that lives on a loop of its own.
public protocol LoopResident: Actor {
    /// What it watches.
    var poller: Poller { get }
}

/// One thread, bound to a core if wanted, that is the executor of the actor living on it.
///
/// The thread waits in the actor's poller. It enters the actor once a readiness batch with `assumeIsolated`, so
/// everything below is plain calls; control comes as jobs (`await`) from elsewhere, which cost an eventfd write only
/// when the loop sleeps. The resident owns sockets, peers and timers, none of them `Sendable`.
public final class EventLoop: SerialExecutor, Sendable {
    /// Shown by `top -H`, at most 15 bytes.
    public let name: String
    /// The core the thread is bound to, if any.
    private let core: Int?
    /// Jobs that wait for the resident.
    private let jobs = Mutex<[UnownedJob]>([])
    /// What ends a wait from outside.
    private let wakeUp: WakeUp
    /// The loop's thread, once it runs; 0 before.
    private let thread = Atomic<UInt>(0)
    /// Whether the loop shall end.
    private let stopping = Atomic<Bool>(false)

    /// A loop that does not run yet.
    public init(name: String, core: Int? = nil) throws(SystemError) {
        self.name = name
        self.core = core
        wakeUp = try WakeUp()
    }

    // MARK: The executor

    /// Takes a job for the resident and wakes the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        wake()
    }

    /// This loop as the runtime wants it.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// This loop as an actor's `unownedExecutor` gives it; sound, since a resident keeps its loop.
    @safe public var executor: UnownedSerialExecutor { unsafe asUnownedSerialExecutor() }

    /// Makes `assumeIsolated` legal on the loop's thread, where no task runs.
    public func checkIsolated() {
        precondition(isOnLoop, "not on the loop \(name)")
    }

    /// Whether the caller is the loop's own thread.
    public func isIsolatingCurrentContext() -> Bool? { isOnLoop }

    /// Whether the caller is the loop's own thread.
    public var isOnLoop: Bool {
        thread.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: Life

    /// Runs `resident` on a new thread until `stop`. Returns at once.
    public func run<Resident: LoopResident>(_ resident: Resident) throws(SystemError) {
        try Thread.start(name: name) { [self] in
            thread.store(UInt(pthread_self()), ordering: .relaxed)
            if let core { Thread.pin(to: core) }
            guard resident.assumeIsolated({ wakeUp.join($0.poller) }) else { return }
            while !stopping.load(ordering: .relaxed) {
                let more = runJobs(of: resident)
                let mayWait = !more && wakeUp.mayWait()
                resident.assumeIsolated { $0.poller.turn(mayWait: mayWait, afterWait: wakeUp.didWait) }
            }
            while runJobs(of: resident) {}
        }
    }

    /// Lets the thread end after its present turn.
    public func stop() {
        stopping.store(true, ordering: .relaxed)
        wakeUp.signal()
    }

    /// Makes the loop turn once more before it waits, so that mail is read. From any thread, its own too. It asks the
    /// kernel only when the loop sleeps, and costs one atomic exchange otherwise.
    public func wake() {
        wakeUp.signal()
    }

    /// Runs the jobs there are; tells whether more came meanwhile.
    private func runJobs(of resident: some LoopResident) -> Bool {
        let batch = jobs.withLock { jobs in
            let batch = jobs
            jobs.removeAll(keepingCapacity: true)
            return batch
        }
        for job in batch { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) }
        return jobs.withLock { !$0.isEmpty }
    }
}
