public import Bytes

/// A response: its head, and where its body comes from.
public struct Response: Sendable {
    /// How it went.
    public var status: Status
    /// Header fields, without those that framing decides: `content-length`, `transfer-encoding`, `connection`,
    /// `date` and `server` are written by the connection.
    public var fields: HeaderFields
    /// What follows the head.
    public var body: Body

    /// Where the bytes of a body come from.
    public enum Body: Sendable {
        /// Nothing follows; `content-length: 0` where the status allows a body.
        case none
        /// All of it is here, shared with whoever else sends it. For `HEAD` the length is told and nothing sent.
        case whole(ByteSlice)
        /// It comes in pieces through the `Responder`, until it says that was all. `length`, when it is known,
        /// becomes `content-length`; otherwise HTTP/1.1 sends chunks.
        case pieces(length: Int?)
    }

    /// A response with all its parts.
    public init(_ status: Status, fields: HeaderFields = HeaderFields(), body: Body = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A response with shared bytes of a media type.
    public init(_ status: Status = .ok, type: String, body: ByteSlice, fields: HeaderFields = HeaderFields())
    {
        self.init(status, fields: fields, body: .whole(body))
        self.fields.append("content-type", type)
    }

    /// A response with a text, by default plain.
    public init(_ status: Status = .ok, text: String, type: String = "text/plain; charset=utf-8") {
        self.init(status, type: type, body: ByteSlice(SharedBytes(text)))
    }
}
