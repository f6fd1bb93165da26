public import Timing

/// A part of a run that an agent is given.
public struct AgentTask: Equatable, Sendable {
    /// What is run.
    public let scenario: Scenario
    /// Which of so many parts is the agent's.
    public let part: Int, parts: Int
    /// When it begins, by the agent's clock.
    public let start: WallClock
    /// How far the agent's clock is ahead of the conductor's, by which all latencies are told.
    public let ahead: Duration
}
