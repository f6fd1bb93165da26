internal import Runtime

/// How busy the processors of the machine were until a moment, as the kernel counts it.
struct MachineUse: Equatable, Sendable {
    /// Ticks of all processors in which they did something, for us or for anybody, and all ticks.
    let busy: UInt64, all: UInt64

    /// What the first line of /proc/stat says (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal; what follows is
    /// part of the first two. `nil` when it is none.
    init?(stat text: String) {
        let fields = text.prefix { $0 != "\n" }.split(separator: " ")
        let ticks = fields.dropFirst().prefix(8).compactMap { UInt64($0) }
        guard fields.first == "cpu", ticks.count == 8 else { return nil }
        all = ticks.reduce(0, &+)
        busy = all &- ticks[3] &- ticks[4]
    }

    /// How busy they were until now; `nil` where the kernel does not tell.
    static var current: MachineUse? {
        let text = try? FileSystem.read("/proc/stat", limit: 1 << 20)
        return text.flatMap { MachineUse(stat: String(decoding: $0, as: UTF8.self)) }
    }

    /// What share of their time they were busy since another moment: 1 is all of them, all the time.
    func load(since other: MachineUse) -> Double {
        all > other.all ? Double(busy &- other.busy) / Double(all - other.all) : 0
    }
}
