import CLinux
import Glibc
import Runtime
import Synchronization
import Timing

/// Waking what sleeps on another core, and being woken by it.
enum WakeHop {
    private static let count = 5000

    static let all = [
        Hop(
            name: "wake a sleeping loop, there and back", planned: "4,600-9,200",
            ours: {
                try await BenchLoop.lend { near in
                    try await BenchLoop.lend(onCore: 1) { far in try await loops(near, far) }
                }
            },
            plain: descriptors,
            // Plain threads do nothing on their way; a loop reads the clock, looks for jobs, mail and timers, twice.
            limit: 1.5),
        Hop(
            name: "await an actor on a loop, there and back", planned: "5,000-15,000",
            ours: { try await BenchLoop.lend(onCore: 1) { try await awaiting($0) } },
            plain: descriptors,
            // One end is Swift's own thread pool, whose queue and wake-up are dearer than ours: 1.1 is usual.
            limit: 2),
    ]

    private static func loops(_ near: BenchLoop, _ far: BenchLoop) async throws -> Double {
        let ball = Ball(near.loop, far.loop)
        await far.afterTurn { ball.returned() }
        return await withCheckedContinuation { continuation in
            Task {
                await near.afterTurn {
                    ball.arrived { continuation.resume(returning: $0) }
                }
                ball.serve()
            }
        }
    }

    private static func awaiting(_ far: BenchLoop) async throws -> Double {
        let begin = Clock.now
        for _ in 0..<count { await far.count() }
        return nanoseconds(since: begin) / Double(count)
    }

    private static func descriptors() async throws -> Double {
        let there = starling_eventfd()
        let back = starling_eventfd()
        try Thread.start(name: "far") {
            Thread.pin(to: Thread.cores[1 % Thread.cores.count])
            let sleep = Sleep(on: there)
            for _ in 0..<count {
                sleep.wait()
                eventfd_write(back, 1)
            }
        }
        let result = try await onThread(core: 0) {
            let sleep = Sleep(on: back)
            return nanoseconds(each: count) {
                for _ in 0..<count {
                    eventfd_write(there, 1)
                    sleep.wait()
                }
            }
        }
        close(there)
        close(back)
        return result
    }

    /// Goes between two loops until it was there often enough.
    private final class Ball: Sendable {
        private let near: EventLoop
        private let far: EventLoop
        /// Twice the number of round trips begun, less one while on its way there.
        private let place = Atomic<Int>(-1)
        private let begin = Atomic<Int64>(0)

        init(_ near: EventLoop, _ far: EventLoop) {
            self.near = near
            self.far = far
        }

        func serve() {
            begin.store(Clock.now.nanoseconds, ordering: .relaxed)
            place.store(1, ordering: .releasing)
            far.wake()
        }

        /// Sends it back, if it is here.
        func returned() {
            let place = place.load(ordering: .acquiring)
            guard place > 0, place % 2 == 1 else { return }
            self.place.store(place + 1, ordering: .releasing)
            near.wake()
        }

        /// Sends it there again, if it is here, or ends.
        func arrived(_ done: (Double) -> Void) {
            let place = place.load(ordering: .acquiring)
            guard place > 0, place % 2 == 0 else { return }
            guard place < 2 * count else {
                self.place.store(0, ordering: .relaxed)
                let begin = Instant(nanoseconds: begin.load(ordering: .relaxed))
                return done(nanoseconds(since: begin) / Double(count))
            }
            self.place.store(place + 1, ordering: .releasing)
            far.wake()
        }
    }

    /// Waits for a descriptor as a loop does.
    private final class Sleep {
        private let epoll = starling_epoll_create()
        private let descriptor: Int32
        private var event = starling_event()

        init(on descriptor: Int32) {
            self.descriptor = descriptor
            _ = starling_epoll_add(epoll, descriptor, EPOLLIN.rawValue, 0, 0)
        }

        deinit {
            close(epoll)
        }

        func wait() {
            // Sound: one event is what the kernel is told it may write.
            _ = unsafe starling_epoll_wait(epoll, &event, 1, -1)
        }
    }
}
