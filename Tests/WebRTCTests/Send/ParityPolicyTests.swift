import Testing
import Timing

@testable import WebRTC

@Suite struct ParityPolicyTests {
    private static func path(queueing: Duration = .zero, isOverused: Bool = false) -> LayerSelector.Path {
        var path = LayerSelector.Path(bitsPerSecond: 1_000_000, lossShare: 0)
        (path.queueingDelay, path.isOverused, path.canProbe) = (queueing, isOverused, true)
        return path
    }

    /// A policy that was told of so much loss for a while.
    private static func policy(
        lost: Double, roundTrip: Duration? = .milliseconds(150), on path: LayerSelector.Path = path()
    ) -> ParityPolicy {
        var policy = ParityPolicy()
        for _ in 0..<20 { policy.update(lost: lost, roundTrip: roundTrip, on: path, at: .zero) }
        return policy
    }

    @Test("the more is lost, the fewer packets share a parity, until it is hopeless")
    func sizes() {
        let sizes = [0.0, 0.001, 0.02, 0.05, 0.1, 0.2, 0.5].map { Self.policy(lost: $0).groupSize }
        #expect(sizes == [0, 0, 12, 10, 5, 3, 0])
    }

    @Test("there is none where asking is as good, or packets queue up")
    func worthless() {
        #expect(Self.policy(lost: 0.05, roundTrip: .milliseconds(40)).groupSize == 0)
        #expect(Self.policy(lost: 0.05, roundTrip: nil).groupSize == 0)
        #expect(Self.policy(lost: 0.05, on: Self.path(queueing: .milliseconds(120))).groupSize == 0)
        let growing = Self.path(queueing: .milliseconds(50), isOverused: true)
        #expect(Self.policy(lost: 0.05, on: growing).groupSize == 0)
        // Nobody knows how long packets wait where single ones are not told of.
        var untold = Self.path()
        untold.canProbe = false
        #expect(Self.policy(lost: 0.05, on: untold).groupSize == 0)
        // Jitter looks like a growing queue for a moment.
        let jittery = Self.path(queueing: .milliseconds(5), isOverused: true)
        #expect(Self.policy(lost: 0.05, on: jittery).groupSize == 10)
    }

    @Test("a queue that builds up ends it at once, for longer and longer")
    func yielding() {
        var policy = Self.policy(lost: 0.05)
        let whileCalm = policy.yields(to: Self.path(), at: .zero)
        #expect(!whileCalm && policy.groupSize == 10)
        var now = Instant.zero
        for seconds in [10, 20, 40, 80, 80] {
            let whileFull = policy.yields(to: Self.path(queueing: .milliseconds(120)), at: now)
            #expect(whileFull && policy.groupSize == 0)
            for (passed, size) in [(seconds - 1, 0), (1, 10)] {
                now = now.advanced(by: .seconds(passed))
                policy.update(lost: 0.05, roundTrip: .milliseconds(150), on: Self.path(), at: now)
                #expect(policy.groupSize == size)
            }
        }
    }

    @Test("a pause that was long ago is forgotten")
    func forgetting() {
        var policy = Self.policy(lost: 0.05)
        for _ in 0..<3 { policy.pause(at: .zero) }
        let later = Instant.zero.advanced(by: .seconds(300))
        policy.pause(at: later)
        policy.update(
            lost: 0.05, roundTrip: .milliseconds(150), on: Self.path(), at: later.advanced(by: .seconds(10)))
        #expect(policy.groupSize == 10)
    }

    @Test("it goes on while less is lost for a moment, and ends with the loss")
    func lasting() {
        var policy = Self.policy(lost: 0.05)
        for _ in 0..<4 { policy.update(lost: 0, roundTrip: .milliseconds(70), on: Self.path(), at: .zero) }
        #expect(policy.groupSize == 12)
        for _ in 0..<10 { policy.update(lost: 0, roundTrip: .milliseconds(150), on: Self.path(), at: .zero) }
        #expect(policy.groupSize == 0)
    }
}
