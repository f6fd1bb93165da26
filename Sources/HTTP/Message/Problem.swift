import Bytes

/// What went wrong, told to a person and to a program: `application/problem+json` (RFC 9457).
///
///     return .now(Problem(.conflict, title: "The stream has a publisher already").response)
///
/// Also an `Error`, so that a route's helpers can throw what the client shall read.
///
/// Deviation: RFC 9457 §4.2.1 wants the title of an `about:blank` problem to be the status phrase. Ours says what
/// happened in words a person understands; the phrase is on the status line already.
public struct Problem: Error, Sendable {
    /// The status of the response.
    public var status: Status
    /// What kind of thing went wrong, in a few words: the same words each time.
    public var title: String
    /// What exactly went wrong this time, and what to do about it.
    public var detail: String?
    /// A URI that names this occurrence.
    public var instance: String?
    /// In what time it is worth trying again; sent as `Retry-After`, in whole seconds, rounded up.
    public var retryAfter: Duration?
    /// Further header fields of the response, such as `WWW-Authenticate` and `Allow`.
    public var fields = HeaderFields()
    /// Extension members (RFC 9457 §3.2), in order, each value already written.
    private var members: [(name: String, value: JSONText)] = []

    /// A problem of type `about:blank`: what it is follows from the status and the title.
    public init(_ status: Status, title: String, detail: String? = nil, retryAfter: Duration? = nil) {
        self.status = status
        self.title = title
        self.detail = detail
        self.retryAfter = retryAfter
    }

    /// The same problem with one more member, such as `key` or `accepted`.
    public func with(_ name: String, _ value: some JSONWritable) -> Problem {
        var copy = self
        copy.members.append((name, JSONText(value)))
        return copy
    }

    /// The same problem with one more header field.
    public func with(field name: String, _ value: String) -> Problem {
        var copy = self
        copy.fields.append(name, value)
        return copy
    }

    /// The body: a JSON object (RFC 9457 §3.1).
    public var json: JSONText {
        var json = JSONText()
        json.object { json in
            json.member("type", "about:blank")
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", ifPresent: detail)
            json.member("instance", ifPresent: instance)
            for member in members { json.member(member.name, member.value) }
        }
        return json
    }

    /// The response that tells the client.
    ///
    /// It may not be kept, unless `fields` say otherwise: CDNs keep a 404 for minutes by default, and a stream
    /// that is not there yet is there soon.
    public var response: Response {
        var fields = fields
        if fields["cache-control"] == nil { fields.append("cache-control", "no-store") }
        if let retryAfter { fields.append("retry-after", String(Self.wholeSeconds(retryAfter))) }
        return Response(
            status, type: "application/problem+json", body: ByteSlice(json.bytes), fields: fields)
    }

    /// Whole seconds, rounded up and at least one, as `Retry-After` wants them (RFC 9110 §10.2.3).
    private static func wholeSeconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return max(seconds + (attoseconds > 0 ? 1 : 0), 1)
    }
}
