/// A response status: its code and the phrase HTTP/1.1 sends with it (RFC 9110 §15).
public struct Status: Hashable, Sendable {
    /// Three digits, 100 to 599.
    public let code: Int
    /// What HTTP/1.1 writes behind the code; HTTP/2 has none.
    public let phrase: String

    /// A status with its phrase.
    public init(_ code: Int, _ phrase: String) {
        self.code = code
        self.phrase = phrase
    }

    /// Whether two statuses have the same code; phrases carry no meaning.
    public static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    /// Hashes the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// Whether a response of this status never has a body (RFC 9110 §6.4.1).
    public var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }

    /// The statuses we send, as RFC 9110 §15 and RFC 6585 name them.
    public static let `continue` = Status(100, "Continue")
    public static let switchingProtocols = Status(101, "Switching Protocols")
    public static let ok = Status(200, "OK")
    public static let created = Status(201, "Created")
    public static let accepted = Status(202, "Accepted")
    public static let noContent = Status(204, "No Content")
    public static let partialContent = Status(206, "Partial Content")
    public static let permanentlyMoved = Status(301, "Moved Permanently")
    public static let found = Status(302, "Found")
    public static let notModified = Status(304, "Not Modified")
    public static let temporaryRedirect = Status(307, "Temporary Redirect")
    public static let badRequest = Status(400, "Bad Request")
    public static let unauthorized = Status(401, "Unauthorized")
    public static let forbidden = Status(403, "Forbidden")
    public static let notFound = Status(404, "Not Found")
    public static let methodNotAllowed = Status(405, "Method Not Allowed")
    public static let notAcceptable = Status(406, "Not Acceptable")
    public static let requestTimeout = Status(408, "Request Timeout")
    public static let conflict = Status(409, "Conflict")
    public static let lengthRequired = Status(411, "Length Required")
    public static let preconditionFailed = Status(412, "Precondition Failed")
    public static let contentTooLarge = Status(413, "Content Too Large")
    public static let uriTooLong = Status(414, "URI Too Long")
    public static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    public static let rangeNotSatisfiable = Status(416, "Range Not Satisfiable")
    public static let expectationFailed = Status(417, "Expectation Failed")
    public static let unprocessableContent = Status(422, "Unprocessable Content")
    public static let upgradeRequired = Status(426, "Upgrade Required")
    public static let preconditionRequired = Status(428, "Precondition Required")
    public static let tooManyRequests = Status(429, "Too Many Requests")
    public static let headerFieldsTooLarge = Status(431, "Request Header Fields Too Large")
    public static let internalServerError = Status(500, "Internal Server Error")
    public static let notImplemented = Status(501, "Not Implemented")
    public static let serviceUnavailable = Status(503, "Service Unavailable")
    public static let versionNotSupported = Status(505, "HTTP Version Not Supported")
}
