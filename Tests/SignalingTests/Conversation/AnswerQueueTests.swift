import Testing

@testable import Signaling

struct AnswerQueueTests {
    /// Gives answers in this order, and returns what each let out.
    private func answering(_ numbers: [Int], of count: Int) -> [[Int]] {
        var queue = AnswerQueue()
        for number in 1...count { queue.expect(number) }
        return numbers.map { queue.take(.pong, to: $0).map(\.number) }
    }

    @Test("answers come in the order of requests, however they are found")
    func order() {
        #expect(answering([2, 4, 1, 3], of: 4) == [[], [], [1, 2], [3, 4]])
    }

    @Test("an answer to nothing, or a second one, is dropped")
    func strays() {
        #expect(answering([2, 2, 9, 1, 1], of: 2) == [[], [], [], [1, 2], []])
    }

    @Test("only so many may wait")
    func bound() {
        var queue = AnswerQueue()
        for number in 1...AnswerQueue.capacity { queue.expect(number) }
        #expect(queue.isFull)
        _ = queue.take(.pong, to: 1)
        #expect(!queue.isFull)
    }
}
