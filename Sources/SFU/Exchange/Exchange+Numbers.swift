public import Timing

extension Exchange {
    /// What is known of each stream that anybody brings, gets or waits for here. Looks at every session.
    public func streamNumbers(at now: Instant) -> [StreamNumbers] {
        streamNames.map { name in
            StreamNumbers(
                name, streams[name]?.numbers(at: now), audiences[name]?.numbers(at: now) ?? AudienceNumbers())
        }
    }
}
