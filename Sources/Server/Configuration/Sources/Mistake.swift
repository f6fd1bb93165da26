/// One thing that is wrong with what the operator wrote. All of them are told in one go.
struct Mistake: Error, Equatable, Sendable {
    /// What is wrong.
    enum Problem: Equatable, Sendable {
        /// There is no such key.
        case unknownKey(nearest: String?)
        /// There is no such command.
        case unknownCommand(String, nearest: String?)
        /// An argument that belongs to no flag. It is told by its place, since it may be a secret.
        case unexpectedArgument(position: Int)
        /// A flag without the value it takes.
        case missingValue(accepts: String)
        /// `--no-key` with a value.
        case unwantedValue
        /// A value of the wrong kind; a secret is not repeated.
        case notAccepted(got: String?, accepts: String)
        /// A key with one value was given a second time in the same place.
        case givenTwice(before: Origin)
        /// A line that is neither `key = value` nor a comment.
        case notKeyValue
        /// A quoted value that does not end, or something behind its end.
        case malformedQuotes
        /// The file could not be read.
        case unreadable(path: String, reason: String)
        /// The key makes no sense without another.
        case lacks(String)
        /// The key makes no sense beside another.
        case contradicts(String, because: String)
    }

    /// Where it was written; `nil` for a default.
    var origin: Origin?
    /// The key, when there is one.
    var key: String?
    /// What is wrong.
    var problem: Problem
}

extension Mistake: CustomStringConvertible {
    /// One line for the operator: where, which key, what it got, what it accepts.
    var description: String {
        switch (origin, key) {
        case (.file(let name, let line), let key?): "\(name):\(line): \(key.quotedWhereNeeded): \(problem)"
        case (let origin?, _): "\(origin): \(problem)"
        case (nil, let key?): "\(key): \(problem)"
        case (nil, nil): "\(problem)"
        }
    }
}

extension Mistake.Problem: CustomStringConvertible {
    /// What is wrong, in words.
    var description: String {
        switch self {
        case .unknownKey(let nearest): "there is no such key" + Self.question(nearest)
        case .unknownCommand(let name, let nearest):
            "there is no command \(name.shortened(to: 100).quoted)" + Self.question(nearest)
        case .unexpectedArgument(let position): "argument \(position) belongs to no flag"
        case .missingValue(let accepts): "got no value, accepts \(accepts)"
        case .unwantedValue: "takes no value"
        case .notAccepted(let got?, let accepts): "got \(got.shortened(to: 100).quoted), accepts \(accepts)"
        case .notAccepted(nil, let accepts):
            "got something else (not shown, it is a secret), accepts \(accepts)"
        case .givenTwice(let before): "was given before, at \(before), and has one value"
        case .notKeyValue: "is not of the form key = value"
        case .malformedQuotes: "the quoted value does not end with a quote, or something stands behind it"
        case .unreadable(let path, let reason): "\(path.shortened(to: 200).quoted) cannot be read: \(reason)"
        case .lacks(let other): "needs \(other) too"
        case .contradicts(let other, let why): "does not go with \(other): \(why)"
        }
    }

    /// The offer of what was probably meant.
    private static func question(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
