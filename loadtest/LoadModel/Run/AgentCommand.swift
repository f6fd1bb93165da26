internal import Runtime

/// `loadtest agent`: carries out what conductors want, one run after the other, until it is ended.
enum AgentCommand {
    /// Serves conductors; returns only when it cannot.
    static func run(_ options: LoadOptions, _ say: (String) -> Void) async throws(LoadFailure) {
        let (demands, inbox) = AsyncStream<AgentPort.Demand>.makeStream()
        let port = try open(options) { inbox.yield($0) }
        say("listening at \(await port.address.map { "\($0)" } ?? "no address")")
        var work: Task<Void, Never>?
        for await demand in demands {
            work?.cancel()
            await work?.value
            guard case .run(let task) = demand else { continue }
            say("\(task.scenario.name): part \(task.part + 1) of \(task.parts)")
            let plan = options.plan
            work = Task { await carryOut(task, plan, port) }
        }
    }

    private static func open(
        _ options: LoadOptions, _ demanded: @escaping @Sendable (AgentPort.Demand) -> Void
    ) throws(LoadFailure) -> AgentPort {
        let tls = try AgentSecret.context(options.secretFile, isClient: false)
        do throws(SystemError) {
            return try AgentPort(at: options.listen, tls: tls, name: name, demanded: demanded)
        } catch {
            throw .noLoop(reason: error.description)
        }
    }

    private static func carryOut(_ task: AgentTask, _ plan: LoadPlan, _ port: AgentPort) async {
        var plan = plan
        (plan.part, plan.parts) = (task.part, task.parts)
        (plan.start, plan.ahead) = (task.start, task.ahead)
        do throws(LoadFailure) {
            try await plan.take(task.scenario)
            let summary = try await LoadRun(plan).run { course in
                if let moment = course.moments.last { await port.tell(moment) }
            }
            await port.finish(summary.result.figures, groups: summary.results.map(\.figures))
        } catch {
            await port.refuse(error.description)
        }
    }

    /// The machine's name.
    private static var name: String {
        let bytes = (try? FileSystem.read("/proc/sys/kernel/hostname", limit: 256)) ?? []
        return String(decoding: bytes.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
    }
}
