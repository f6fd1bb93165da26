/// Puts answers into the order of their requests, however long each took.
struct AnswerQueue {
    /// How many requests may wait.
    static let capacity = 64

    /// The requests, and the answers that came before their turn.
    private var requests: [(number: Int, answer: ServerMessage?)] = []

    /// Whether no further request may wait.
    var isFull: Bool { requests.count >= Self.capacity }

    /// A request arrived.
    mutating func expect(_ number: Int) {
        requests.append((number, nil))
    }

    /// Takes an answer, and returns those whose turn has come.
    mutating func take(
        _ answer: ServerMessage, to number: Int
    ) -> [(number: Int, answer: ServerMessage)] {
        guard let index = requests.firstIndex(where: { $0.number == number && $0.answer == nil }) else {
            return []
        }
        requests[index].answer = answer
        var due: [(number: Int, answer: ServerMessage)] = []
        while let first = requests.first, let answer = first.answer {
            due.append((first.number, answer))
            requests.removeFirst()
        }
        return due
    }
}
