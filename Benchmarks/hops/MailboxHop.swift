import Runtime
import Synchronization

/// Messages from another thread to a loop.
enum MailboxHop {
    private static let count = 500_000

    static let all = [
        Hop(
            name: "mailbox message, one sender", planned: "-",
            ours: { try await BenchLoop.lend(onCore: 1) { try await measure(on: $0) } })
    ]

    private static func measure(on resident: BenchLoop) async throws -> Double {
        let mail = Mailbox<Int>(on: resident.loop)
        let tally = Tally()
        await resident.afterTurn { tally.taken.add(mail.drain().count, ordering: .relaxed) }
        return try await onThread(core: 0) {
            nanoseconds(each: count) {
                var sent = 0
                while sent < count { if mail.post(sent) { sent += 1 } }
                while tally.taken.load(ordering: .relaxed) < count {}
            }
        }
    }

    private final class Tally: Sendable {
        let taken = Atomic<Int>(0)
    }
}
