/// What one place says: the values it gives, and everything that is wrong with it.
struct Reading: Equatable, Sendable {
    /// One value as text, known to be accepted by its key.
    struct Assignment: Equatable, Sendable {
        /// The key.
        var key: String
        /// The value.
        var text: String
        /// Where exactly it was written.
        var origin: Origin
    }

    /// The values, in order.
    private(set) var assignments: [Assignment] = []
    /// What is wrong, in order.
    private(set) var mistakes: [Mistake] = []

    /// Takes down a value, or what is wrong with it.
    mutating func assign(_ text: String, to setting: Setting, at origin: Origin) {
        if !setting.isRepeatable, let before = assignments.first(where: { $0.key == setting.name }) {
            add(.givenTwice(before: before.origin), key: setting.name, at: origin)
        } else if !setting.takes(text) {
            let got = setting.isSecret ? nil : text
            add(.notAccepted(got: got, accepts: setting.accepts), key: setting.name, at: origin)
        } else {
            assignments.append(Assignment(key: setting.name, text: text, origin: origin))
        }
    }

    /// Takes down that something is wrong.
    mutating func add(_ problem: Mistake.Problem, key: String? = nil, at origin: Origin?) {
        mistakes.append(Mistake(origin: origin, key: key, problem: problem))
    }
}

extension Reading {
    /// What a file says that cannot be read.
    init(unreadable path: String, reason: String, namedAt origin: Origin) {
        add(.unreadable(path: path, reason: reason), at: origin)
    }
}
