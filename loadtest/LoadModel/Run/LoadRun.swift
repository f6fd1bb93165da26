internal import Bytes
internal import Runtime
internal import SDP
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
        let kit: PeerKit
        do {
            kit = try PeerKit(feedbackInterval: plan.feedbackInterval, wallClock: Clock.wall, at: Clock.now)
        } catch {
            throw .noCertificate(reason: "\(error)")
        }
        var loops: [CrowdLoop] = []
        do throws(SystemError) {
            for number in 0..<max(plan.loops, 1) {
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

    /// Does it, and tells of its progress about once a second.
    func run(telling: (LoadProgress) -> Void) async throws(LoadFailure) -> LoadSummary {
        try await publish()
        await begin(starts(.play, plan.whep, count: plan.viewers, from: plan.publishers, over: plan.ramp))
        let start = Clock.now
        var last = await look()
        last = await wait(until: start.advanced(by: plan.ramp), from: start, last, telling)
        let before = last
        let end = start.advanced(by: plan.ramp + plan.duration)
        last = await wait(until: end, from: start, last, telling)
        let summary = LoadSummary(
            plan: plan, figures: last.figures, hold: before.time.duration(to: last.time),
            packets: last.figures.packets - before.figures.packets,
            server: last.server.flatMap { after in before.server.map { ResourceUse(from: $0, to: after) } },
            serverResidentAtFirst: serverAtFirst?.residentBytes,
            tester: ResourceUse(from: before.tester, to: last.tester),
            testerResidentAtFirst: testerAtFirst.residentBytes)
        await leave()
        return summary
    }

    // MARK: Coming and leaving

    /// Lets publishers come, and waits until they are live.
    private func publish() async throws(LoadFailure) {
        guard plan.publishers > 0 else { return }
        await begin(starts(.publish, plan.whip, count: plan.publishers, from: 0, over: .zero))
        let end = Clock.now.advanced(by: Self.patience)
        var publishers: [PublisherFigures] = []
        repeat {
            try? await Task.sleep(for: .milliseconds(50))
            publishers = await figures().publishers
            let isSettled = publishers.allSatisfy { $0.state == .live || $0.state.isOver }
            if isSettled, !publishers.isEmpty { break }
        } while Clock.now < end
        guard !publishers.contains(where: { $0.state == .live }) else { return }
        var reason = "they were not connected within 15 s"
        if case .failed(let why) = publishers.first?.state { reason = why }
        await leave()
        throw .noPublisher(reason: reason)
    }

    /// When each of so many peers comes, evenly spread.
    private func starts(
        _ purpose: SessionPurpose, _ url: ServerURL?, count: Int, from first: Int, over time: Duration
    ) -> [MemberStart] {
        guard let url, count > 0 else { return [] }
        let now = Clock.now
        return (0..<count).map { index in
            MemberStart(
                number: first + index, purpose: purpose, url: url.of(peer: index),
                instant: now.advanced(by: time * index / count))
        }
    }

    private func begin(_ starts: [MemberStart]) async {
        for (index, loop) in loops.enumerated() {
            await loop.begin(starts.filter { $0.number % loops.count == index })
        }
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

    /// What there is to see at one moment.
    private struct Look {
        let time: Instant
        let figures: CrowdFigures
        let server: ProcessUsage?
        let tester: ProcessUsage
    }

    private func look() async -> Look {
        Look(
            time: Clock.now, figures: await figures(),
            server: plan.process.flatMap { ProcessUsage(ofProcess: $0) }, tester: .current)
    }

    private func figures() async -> CrowdFigures {
        var all = CrowdFigures()
        for loop in loops { all.merge(await loop.figures) }
        return all
    }

    /// Waits, looking about once a second; the last look is at the end.
    private func wait(
        until end: Instant, from start: Instant, _ first: Look, _ telling: (LoadProgress) -> Void
    ) async -> Look {
        var last = first
        while Clock.now < end {
            let rest = Clock.now.duration(to: end)
            try? await Task.sleep(for: min(rest, .seconds(1)))
            let next = await look()
            telling(progress(from: last, to: next, since: start))
            last = next
        }
        return last
    }

    private func progress(from last: Look, to next: Look, since start: Instant) -> LoadProgress {
        let seconds = max(last.time.duration(to: next.time).seconds, 0.001)
        let viewers = next.figures.viewers
        let server = next.server.flatMap { after in
            last.server.map { (after.processorTime - $0.processorTime).seconds / seconds }
        }
        return LoadProgress(
            elapsed: start.duration(to: next.time), come: viewers.count,
            joined: viewers.count { $0.milestones.firstFrame != nil },
            failed: viewers.count { $0.state.isOver },
            packetRate: Double(next.figures.packets - last.figures.packets) / seconds, serverLoad: server,
            testerLoad: (next.tester.processorTime - last.tester.processorTime).seconds / seconds)
    }

    // MARK: Names

    private static func resolve(_ plan: LoadPlan) async throws(LoadFailure) -> [ServerAddress] {
        let pool: BlockingPool
        do throws(SystemError) {
            pool = try BlockingPool(threads: 1, name: "names")
        } catch {
            throw .noLoop(reason: error.description)
        }
        let resolver = Resolver(on: pool)
        var servers: [ServerAddress] = []
        for url in [plan.whip, plan.whep].compactMap(\.self) {
            do throws(ResolveError) {
                let all = try await resolver.addresses(of: url.host, port: url.port)
                // Media is wanted on loopback by IPv4, where there are addresses for everybody.
                let near = all.first { $0.ip.isV4 }
                guard let address = near ?? all.first else { continue }
                servers.append(ServerAddress(authority: url.authority, address: address))
            } catch {
                throw .unknownServer(url.host, reason: error.description)
            }
        }
        return servers
    }
}
