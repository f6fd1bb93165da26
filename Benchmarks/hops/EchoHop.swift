import Bytes
import Runtime
import Timing

/// Datagrams to another port on the same loop and back, so that no wake-up of another thread is in it.
enum EchoHop {
    /// How a batch goes: messages, and datagrams a message.
    struct Shape: Sendable {
        let messages: Int
        let run: Int

        var datagrams: Int { messages * run }
        var name: String {
            run == 1 ? "UDP echo, \(messages) at once" : "UDP echo, \(messages) runs of \(run) at once"
        }
    }

    /// A packet of video with its SRTP tag.
    static let size = 1216
    /// Datagrams in a measurement.
    static let total = 40_000

    static let all = [
        hop(Shape(messages: 1, run: 1), planned: "2 x (625 + receive)"),
        hop(Shape(messages: 8, run: 1), planned: "2 x (625 + receive)"),
        hop(Shape(messages: 32, run: 1), planned: "2 x (625 + receive)"),
        hop(Shape(messages: 8, run: 4), planned: "2 x (285 + receive)"),
        hop(Shape(messages: 8, run: 10), planned: "2 x (173 + receive)"),
    ]

    private static func hop(_ shape: Shape, planned: String) -> Hop {
        Hop(
            name: shape.name, planned: planned,
            ours: { try await BenchLoop.lend { try await ours(shape, on: $0) } },
            plain: { try await onThread(core: 0) { PlainEcho(shape).run() } },
            // Beside what the kernel does there are addresses to and fro, bounds checks and the loop's turn, which a
            // datagram that comes alone pays by itself.
            limit: shape.datagrams == 1 ? 1.5 : 1.25)
    }

    private static func ours(_ shape: Shape, on resident: BenchLoop) async throws -> Double {
        try await withCheckedThrowingContinuation { continuation in
            Task {
                await resident.run { resident in
                    do {
                        let rally = try EchoRally(shape, on: resident.poller) {
                            continuation.resume(returning: $0)
                        }
                        rally.start()
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
            }
        }
    }
}
