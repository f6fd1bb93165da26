internal import HTTP

/// A request of a peer to its server.
struct WebRequest {
    /// What is done.
    let method: Method
    /// The octets that are wanted; `nil` for all.
    var range: ClosedRange<Int>?
    /// How many bytes its answer may have. One of WHIP or WHEP has a few thousand.
    var longestBody = 1 << 20
    /// Where.
    let url: ServerURL
    /// What goes with it; `nil` for no body.
    let body: [UInt8]?
    /// The type of the body.
    let contentType: String
    /// A key that the server wants to see (RFC 6750); `nil` for none.
    let bearer: String?
    /// What the owner knows it by.
    let token: Int

    /// A request. SDP is what bodies are made of (RFC 9725 §4.2).
    init(
        _ method: Method, _ url: ServerURL, body: [UInt8]? = nil, contentType: String = "application/sdp",
        bearer: String? = nil, token: Int
    ) {
        self.method = method
        self.url = url
        self.body = body
        self.contentType = contentType
        self.bearer = bearer
        self.token = token
    }

    /// Its header fields, without those that the connection writes.
    var fields: HeaderFields {
        var fields = HeaderFields()
        if body != nil { fields.append("content-type", contentType) }
        if let range { fields.append("range", "bytes=\(range.lowerBound)-\(range.upperBound)") }
        if let bearer { fields.append("authorization", "Bearer \(bearer)") }
        return fields
    }
}
