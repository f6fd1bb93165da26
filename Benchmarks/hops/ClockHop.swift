import Glibc
import Runtime
import Timing

/// Reading the clock, which a loop does once a turn.
enum ClockHop {
    private static let count = 1_000_000

    static let all = [
        Hop(
            name: "clock read", planned: "20",
            ours: {
                var sum: Int64 = 0
                let result = nanoseconds(each: count) {
                    for _ in 0..<count { sum &+= Clock.now.nanoseconds }
                }
                return sum == 0 ? 0 : result
            },
            plain: {
                var sum = 0
                let result = nanoseconds(each: count) {
                    var time = timespec()
                    for _ in 0..<count {
                        // Sound: the structure is ours.
                        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
                        sum &+= time.tv_nsec
                    }
                }
                return sum == 0 ? 0 : result
            },
            // A call across modules and a multiplication.
            limit: 1.3)
    ]
}
