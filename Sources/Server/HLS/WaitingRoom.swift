import HTTP
import Timing

/// Those who wait for an answer, by what they asked for; each costs its request and no thread.
struct WaitingRoom {
    /// Somebody who waits.
    private struct Visitor {
        let request: Request
        let responder: Responder
        let since: Instant
    }

    /// Those who wait, in order of coming.
    private var visitors: [HLSQuestion.Subject: [Visitor]] = [:]

    /// How many wait.
    private(set) var count = 0

    /// What is waited for.
    var subjects: [HLSQuestion.Subject] { Array(visitors.keys) }

    /// When the one who has waited longest came.
    var oldest: Instant? { visitors.values.compactMap { $0.first?.since }.min() }

    /// Somebody waits from now on.
    mutating func add(_ question: HLSQuestion, at now: Instant) {
        visitors[question.subject, default: []].append(
            Visitor(request: question.request, responder: question.responder, since: now))
        count += 1
    }

    /// Lets all go who wait for something, to be answered in one pass and with the same bytes.
    mutating func release(_ subject: HLSQuestion.Subject) -> [(request: Request, responder: Responder)] {
        let released = visitors.removeValue(forKey: subject) ?? []
        count -= released.count
        return released.map { ($0.request, $0.responder) }
    }

    /// Lets those go who have waited since a moment or longer.
    mutating func giveUp(onThoseSince limit: Instant, _ problem: Problem) {
        for (subject, waiting) in visitors {
            let stay = waiting.drop { $0.since <= limit }
            guard stay.count < waiting.count else { continue }
            for visitor in waiting.prefix(waiting.count - stay.count) {
                count -= 1
                visitor.responder.respond(problem.response)
            }
            visitors[subject] = stay.isEmpty ? nil : Array(stay)
        }
    }
}
