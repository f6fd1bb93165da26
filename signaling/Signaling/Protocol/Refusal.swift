import HTTP

/// Why a request was not done, with the fields of a problem over HTTP, and the field of the request that is to blame.
struct Refusal: Error, Hashable, Sendable {
    /// The status that HTTP has for it.
    let status: Int
    /// What went wrong, in a few words.
    let title: String
    /// What exactly, and what to do about it.
    let detail: String?
    /// The field that is wrong.
    let field: String?
    /// In how many seconds it is worth trying again.
    let retryAfter: Int?

    /// A refusal.
    init(
        _ status: Status, _ title: String, detail: String? = nil, field: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.status = status.code
        self.title = title
        self.detail = detail
        self.field = field
        self.retryAfter = retryAfter.map { Int(max(1, $0.components.seconds + 1)) }
    }

    /// A problem as HTTP would have it.
    init(_ problem: Problem, field: String? = nil) {
        self.init(
            problem.status, problem.title, detail: problem.detail, field: field,
            retryAfter: problem.retryAfter)
    }

    /// The same refusal, of another field.
    init(_ other: Refusal, field: String?) {
        (status, title, detail) = (other.status, other.title, other.detail)
        (self.field, retryAfter) = (field, other.retryAfter)
    }

    /// A message that cannot be read.
    init(_ mistake: MessageMistake) {
        guard let field = mistake.field else {
            self.init(.badRequest, "The message cannot be read", detail: "It \(mistake.rule).")
            return
        }
        self.init(
            .badRequest, "The field \(field) \(mistake.rule.hasPrefix("is") ? mistake.rule : "is wrong")",
            detail: mistake.rule.hasPrefix("is") ? nil : "It \(mistake.rule).", field: field)
    }

    /// Writes the fields of `error`.
    func write(to json: inout JSONText) {
        json.member("status", status)
        json.member("title", title)
        json.member("detail", ifPresent: detail)
        json.member("field", ifPresent: field)
        json.member("retryAfter", ifPresent: retryAfter)
    }
}
