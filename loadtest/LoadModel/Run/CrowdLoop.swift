internal import Runtime
internal import Timing

/// One loop's share of a run's peers. A thin shell: it lives on the loop, and `CrowdWork` does the work there.
actor CrowdLoop: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// The work.
    private let work: CrowdWork

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A loop with nobody on it yet, running.
    init(number: Int, kit: PeerKit, plan: LoadPlan, servers: [String: ServerAddress]) throws(SystemError) {
        let loop = try EventLoop(name: "peers-\(number)")
        let poller = try Poller()
        let seed = plan.seed.map { $0 &+ UInt64(number) }
        let crowd = Crowd(
            kit, groups: plan.groups, manners: plan.manners, random: CrowdRandom(seed: seed))
        self.loop = loop
        self.poller = poller
        work = CrowdWork(
            crowd, on: poller, servers: servers, connections: plan.connections, bearer: plan.bearer,
            reception: plan.reception, random: CrowdRandom(seed: seed.map { ~$0 }),
            players: HLSWork(
                on: poller, servers: servers, isLowLatency: plan.isLowLatency, clock: kit.clock),
            decoders: DecodeWork(on: poller))
        try loop.run(self)
    }

    /// Lets these come, each at its time.
    func begin(_ starts: [MemberStart]) {
        work.begin(starts, at: Clock.now)
    }

    /// How it goes, since this was asked last.
    func look() -> LoopLook { work.look() }

    /// What came of everybody so far, group by group.
    func results() -> [CrowdResult] { work.results(at: Clock.now) }

    /// Lets everybody leave.
    func leave() {
        work.leave(at: Clock.now)
    }

    /// How many requests have no answer.
    var openRequests: Int { work.openRequests }

    /// Ends the loop.
    func stop() {
        work.close()
        loop.stop()
    }
}
