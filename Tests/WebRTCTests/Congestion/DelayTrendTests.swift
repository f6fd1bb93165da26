import Testing

@testable import WebRTC

@Suite("The trend of the delay") struct DelayTrendTests {
    /// Lets groups 33 ms apart arrive that much further apart, and says what the path is thought to do.
    private func use(after groups: Int, late: Int64, _ trend: inout DelayTrend, from start: Int64 = 0)
        -> DelayTrend.Use
    {
        for index in 0..<groups {
            let at = start + Int64(index) * (33_000 + late)
            trend.add(PacketGroups.Step(sent: 33_000, arrived: 33_000 + late, at: at))
        }
        return trend.use
    }

    @Test("a steady delay is normal")
    func steady() {
        var trend = DelayTrend()
        #expect(use(after: 100, late: 0, &trend) == .normal)
    }

    @Test("a delay that grows means too much is sent, and one that falls that a queue drains")
    func changing() {
        var trend = DelayTrend()
        #expect(use(after: 40, late: 5_000, &trend) == .over)
        #expect(use(after: 40, late: -5_000, &trend, from: 5_000_000) == .under)
    }

    @Test("fewer groups than a window say nothing")
    func few() {
        var trend = DelayTrend()
        #expect(use(after: 10, late: 20_000, &trend) == .normal)
    }
}
