internal import Links
public import Timing

/// Who comes and who goes when, for a whole scenario, from its seed: the same in every run.
///
/// All of it is worked out at the start, so that while it runs nothing is left to do but to look at the clock. The
/// owner carries out what `next` gives and comes back at `nextDeadline`.
public struct Schedule: Sendable {
    /// One peer of a scenario.
    public struct Member: Hashable, Sendable {
        /// Which group it is of, and its number there, both from 0 on.
        public let group: Int, number: Int
    }

    /// Something to do.
    public enum Action: Equatable, Sendable {
        /// A viewer comes.
        case join(Member)
        /// A viewer goes.
        case leave(Member)
        /// A publisher begins.
        case publish(Member)
        /// A publisher stops.
        case stop(Member)
    }

    /// What there is to do, in order.
    private let actions: [(after: Duration, action: Action)]
    /// When the scenario began.
    private let start: Instant
    /// How much has been done.
    private var done = 0

    /// More actions than this are a mistake of who wrote the scenario: each is a session.
    public static let mostActions = 5_000_000

    /// The actions of a scenario that begins at `start`. Of n machines, `parts`, each takes every n-th peer; this is
    /// the one numbered `part` from 0 on.
    public init(_ scenario: Scenario, part: Int = 0, of parts: Int = 1, at start: Instant) {
        self.start = start
        var all: [(after: Duration, action: Action)] = []
        for (index, group) in scenario.groups.enumerated() {
            var presence = Presence(seed: scenario.seed &+ UInt64(index) &* 0x9E37_79B9)
            for phase in group.phases { presence.add(phase) }
            for change in presence.changes where change.number % max(parts, 1) == part {
                let member = Member(group: index, number: change.number)
                all.append((change.after, Self.action(member, change.comes, group.role)))
            }
        }
        // Sorting is stable only by what is compared, so that equal moments keep the order of groups.
        actions = all.enumerated().sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }
            .map(\.element)
    }

    /// How many actions are left.
    public var remaining: Int { actions.count - done }

    /// When there is something to do next; `nil` when all is done.
    public var nextDeadline: Instant? {
        done < actions.count ? start.advanced(by: actions[done].after) : nil
    }

    /// What is due next; `nil` when there is nothing by now.
    public mutating func next(at now: Instant) -> Action? {
        guard let nextDeadline, nextDeadline <= now else { return nil }
        defer { done += 1 }
        return actions[done].action
    }

    private static func action(_ member: Member, _ comes: Bool, _ role: PeerGroup.Role) -> Action {
        switch (role, comes) {
        case (.publish, true): .publish(member)
        case (.publish, false): .stop(member)
        case (_, true): .join(member)
        case (_, false): .leave(member)
        }
    }
}
