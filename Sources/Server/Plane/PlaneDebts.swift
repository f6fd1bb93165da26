import Platform
import Signaling

/// What a media node is to be told as soon as it can be reached, however long that takes: which sessions to close, and what
/// stages' names stand for, all of which a node that began anew has to hear again.
struct PlaneDebts {
    /// How many of each there are at most.
    private static let limit = 10_000

    /// Sessions to close.
    private var closings: [SessionLocation] = []
    /// What names stand for; `nil` for one that stands for its own stream again, which the node may not have heard.
    private var names: [StreamName: StreamName?] = [:]

    // MARK: Commands

    /// What to ask the node now that it can be reached. If it `isNew` the sessions are no more, and it knows of no names.
    mutating func due(toNew isNew: Bool) -> [PlaneQuestion] {
        let sessions = isNew ? [] : closings
        closings = []
        if isNew { names = names.filter { $0.value != nil } }
        return sessions.map { .close($0) }
            + names.sorted { $0.key.text < $1.key.text }.map { .name($0.key, as: $0.value) }
    }

    /// Something is asked.
    mutating func note(_ question: PlaneQuestion) {
        guard case .name(let stage, let stream) = question else { return }
        if names[stage] != nil || names.count < Self.limit { names.updateValue(stream, forKey: stage) }
    }

    /// It cannot be asked now. Whoever asked may go on if it can be done later, with this answer.
    mutating func put(off question: PlaneQuestion) -> PlaneAnswer? {
        switch question {
        case .close(let session):
            if closings.count < Self.limit { closings.append(session) }
            return .closed(nil)
        case .name: return .named
        default: return nil
        }
    }

    /// The node has answered something, or it is gone and has not; returns what whoever asked is told.
    mutating func take(_ answer: PlaneAnswer?, to question: PlaneQuestion) -> PlaneAnswer? {
        guard let answer else { return put(off: question) }
        if case .name(let stage, nil) = question, case .some(.none) = names[stage] { names[stage] = nil }
        return answer
    }
}
