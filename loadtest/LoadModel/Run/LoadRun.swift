internal import Bytes
internal import Runtime
internal import Timing

/// One run: lets peers come, waits, counts, and lets them leave.
///
///     publishers come ──all live──▶ viewers come (ramp) ──▶ all stay (duration) ──▶ figures ──▶ all leave
struct LoadRun {
    /// What is to be done.
    private let plan: LoadPlan
    /// The loops that share the peers.
    private let loops: [CrowdLoop]
    /// What was used before anybody came.
    private let serverAtFirst: ProcessUsage?, testerAtFirst: ProcessUsage

    /// How long publishers may take.
    private static let patience = Duration.seconds(15)
    /// How long the last farewells may take.
    private static let farewell = Duration.seconds(5)
    /// More descriptors than any run needs.
    private static let descriptors = 200_000

    /// A run that is ready to begin.
    init(_ plan: LoadPlan) async throws(LoadFailure) {
        _ = OpenFileLimit.raise(to: Self.descriptors)
        let servers = try await Self.resolve(plan)
        if plan.manners.decodes { try Self.checkDecoder() }
        let kit: PeerKit
        do {
            let wallClock = WallClock(nanoseconds: Clock.wall.nanoseconds &- plan.ahead.nanoseconds)
            kit = try PeerKit(feedbackInterval: plan.feedbackInterval, wallClock: wallClock, at: Clock.now)
        } catch {
            throw .noCertificate(reason: "\(error)")
        }
        var loops: [CrowdLoop] = []
        do throws(SystemError) {
            for number in 0..<max(plan.loops, 1) + (plan.publishers > 0 ? 1 : 0) {
                loops.append(try CrowdLoop(number: number, kit: kit, plan: plan, servers: servers))
            }
        } catch {
            throw .noLoop(reason: error.description)
        }
        self.plan = plan
        self.loops = loops
        serverAtFirst = plan.process.flatMap { ProcessUsage(ofProcess: $0) }
        testerAtFirst = .current
    }

    /// Does it, and tells of its progress about once a second. A task that is cancelled ends it early.
    func run(telling: (RunCourse) async -> Void) async throws(LoadFailure) -> LoadSummary {
        if let start = plan.start {
            try? await Task.sleep(for: .nanoseconds(start.nanoseconds &- Clock.wall.nanoseconds))
        }
        let began = Clock.wall
        let before: RunLook
        var course: RunCourse
        if let scenario = plan.scenario {
            course = RunCourse(await look(), of: plan)
            before = course.last
            await begin(starts(of: scenario))
        } else {
            try await publish()
            let viewers = starts(
                of: 1, plan.whep, count: plan.viewers, from: plan.publishers, over: plan.ramp)
            let players = starts(
                of: 2, plan.hls, count: plan.players, from: plan.publishers + plan.viewers, over: plan.ramp)
            let members = starts(
                of: 3, plan.ws, count: plan.members, from: plan.publishers + plan.viewers + plan.players,
                over: plan.ramp)
            await begin((viewers + players + members).sorted { $0.instant < $1.instant })
            course = RunCourse(await look(), of: plan)
            await wait(until: plan.ramp + Self.catchUp(plan), &course, telling)
            course.beginHold()
            before = course.last
        }
        await wait(until: plan.length, &course, telling)
        let results = await results()
        let summary = LoadSummary(
            plan: plan, began: began, result: course.complete(Self.merged(results)), results: results,
            lateness: course.lateness, latency: course.latency, holdLatency: course.holdLatency,
            hold: course.last.since(before),
            serverResidentAtFirst: serverAtFirst?.residentBytes,
            testerResidentAtFirst: testerAtFirst.residentBytes)
        // Farewells take their time even for who is in a hurry.
        await Task { await leave() }.value
        return summary
    }

    /// How long the last to come are given to reach what is live: a server may let them catch up from a keyframe of a while
    /// ago.
    private static func catchUp(_ plan: LoadPlan) -> Duration { min(.seconds(2), plan.duration / 4) }

    // MARK: Coming and leaving

    /// Lets publishers come, and waits until they are live.
    private func publish() async throws(LoadFailure) {
        guard plan.publishers > 0 else { return }
        await begin(starts(of: 0, plan.whip, count: plan.publishers, from: 0, over: .zero))
        let end = Clock.now.advanced(by: Self.patience)
        var crowd = CrowdStanding()
        repeat {
            try? await Task.sleep(for: .milliseconds(50))
            crowd = await look().loops.crowd
        } while crowd.live + crowd.failedPublishers < plan.publishers && Clock.now < end
        guard crowd.live == 0 else { return }
        let reasons = await Self.merged(results()).figures.failures.keys.sorted()
        await leave()
        throw .noPublisher(reason: reasons.first ?? "they were not connected within 15 s")
    }

    /// When each of so many peers comes, evenly spread.
    private func starts(
        of group: Int, _ url: ServerURL?, count: Int, from first: Int, over time: Duration
    ) -> [MemberStart] {
        guard let url, count > 0 else { return [] }
        let now = Clock.now
        return (0..<count).map { index in
            MemberStart(
                number: first + index, group: group, index: index, url: url.of(peer: index),
                instant: now.advanced(by: time * index / count))
        }
    }

    /// When each peer of a scenario comes and leaves. Who comes back is another member: nothing of a session is left.
    private func starts(of scenario: Scenario) -> [MemberStart] {
        let urls = plan.urls
        var schedule = Schedule(scenario, part: plan.part, of: plan.parts, at: Clock.now)
        var starts: [MemberStart] = []
        var present: [Schedule.Member: Int] = [:]
        while let instant = schedule.nextDeadline, let action = schedule.next(at: instant) {
            switch action {
            case .join(let member), .publish(let member):
                guard let url = urls[member.group] else { continue }
                present[member] = starts.count
                starts.append(
                    MemberStart(
                        number: starts.count, group: member.group, index: member.number,
                        url: url.of(peer: member.number), instant: instant))
            case .leave(let member), .stop(let member):
                if let index = present.removeValue(forKey: member) { starts[index].leaves = instant }
            }
        }
        return starts
    }

    private func begin(_ starts: [MemberStart]) async {
        for (index, loop) in loops.enumerated() {
            await loop.begin(starts.filter { place(of: $0) == index })
        }
    }

    /// The loop of a member.
    private func place(of start: MemberStart) -> Int {
        start.number < plan.publishers ? loops.count - 1 : start.number % max(plan.loops, 1)
    }

    private func leave() async {
        for loop in loops { await loop.leave() }
        let end = Clock.now.advanced(by: Self.farewell)
        while Clock.now < end {
            var open = 0
            for loop in loops { open += await loop.openRequests }
            if open == 0 { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        for loop in loops { await loop.stop() }
    }

    // MARK: Looking

    private func look() async -> RunLook {
        var loops = LoopLook()
        for loop in self.loops { loops.merge(await loop.look()) }
        return RunLook(
            time: Clock.now, loops: loops, server: plan.process.flatMap { ProcessUsage(ofProcess: $0) },
            tester: .current, machine: .current)
    }

    /// What came of each group so far.
    private func results() async -> [CrowdResult] {
        var all = plan.groups.map { _ in CrowdResult() }
        for loop in loops {
            for (index, result) in await loop.results().enumerated() { all[index].merge(result) }
        }
        return all
    }

    private static func merged(_ results: [CrowdResult]) -> CrowdResult {
        results.reduce(into: CrowdResult()) { $0.merge($1) }
    }

    /// Waits for some time of the run, looking about once a second; the last look is at the end.
    private func wait(
        until time: Duration, _ course: inout RunCourse, _ telling: (RunCourse) async -> Void
    ) async {
        let end = course.start.advanced(by: time)
        while Clock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: min(Clock.now.duration(to: end), .seconds(1)))
            course.add(await look())
            await telling(course)
        }
    }

    // MARK: Names

    private static func resolve(_ plan: LoadPlan) async throws(LoadFailure) -> [String: ServerAddress] {
        let urls = plan.urls.compactMap(\.self)
        var servers: [String: ServerAddress] = [:]
        for (url, address) in zip(urls, try await ServerNames.addresses(of: urls)) {
            servers[url.origin] = ServerAddress(
                address: address, tls: try context(for: url, plan.trust),
                multiplexed: try context(for: url, plan.trust, protocols: [WebConnection.http2, "http/1.1"]))
        }
        return servers
    }

    private static func checkDecoder() throws(LoadFailure) {
        do throws(SystemError) {
            try DecoderProcess.check()
        } catch {
            throw .noDecoder(reason: "\(DecoderProcess.program) cannot be started: \(error.reason)")
        }
    }

    private static func context(
        for url: ServerURL, _ trust: TLSTrust, protocols: [String] = []
    ) throws(LoadFailure) -> TLSContext? {
        guard url.scheme.isSecure else { return nil }
        do throws(TLSError) {
            return try TLSContext(to: url.host, trusting: trust, protocols: protocols)
        } catch {
            throw .noTrust(reason: error.description)
        }
    }
}
