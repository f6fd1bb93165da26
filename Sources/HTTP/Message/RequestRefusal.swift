/// Why a connection refuses a request before any service sees it.
///
/// An HTTP/1.1 connection answers, then ends: after a message that it cannot follow it knows no more where the next
/// one begins. HTTP/2 keeps requests apart, so the refusal costs its stream and no other.
enum RequestRefusal: Error, CaseIterable {
    /// A line ends with LF alone, which servers along a path read differently (RFC 9112 §2.2 allows to refuse).
    case bareLineFeed
    /// The first line is not method, target and version with one space between (RFC 9112 §3).
    case malformedRequestLine
    /// The first line is longer than `Limits.requestLine`.
    case longRequestLine
    /// A method that we never heard of (RFC 9110 §9.1).
    case unknownMethod
    /// CONNECT and TRACE: we are no proxy, and echo nobody's cookies.
    case refusedMethod
    /// A target in no form that goes with the method (RFC 9112 §3.2).
    case malformedTarget
    /// A version other than 1.0 and 1.1.
    case unknownVersion
    /// A field line that is not a token, a colon and a value without controls (RFC 9112 §5.1, RFC 9110 §5.5).
    case malformedField
    /// A field that goes on in the next line, obsolete since RFC 7230 (RFC 9112 §5.2).
    case foldedField
    /// More bytes of fields than `Limits.headerBytes`, or more fields than `Limits.headerCount`.
    case largeFields
    /// HTTP/1.1 without `Host` (RFC 9112 §3.2).
    case missingHost
    /// More than one `Host`, or one that is no host.
    case malformedHost
    /// A `Content-Length` that is no number, or a second one (RFC 9112 §6.3).
    case malformedLength
    /// A `Content-Length` beyond what a machine word holds.
    case largeLength
    /// Both `Content-Length` and `Transfer-Encoding`: how requests are smuggled (RFC 9112 §6.1).
    case lengthAndCoding
    /// `Transfer-Encoding` in HTTP/1.0, empty, or with chunked twice (RFC 9112 §6.1).
    case malformedCoding
    /// A transfer coding other than chunked.
    case unknownCoding
    /// An expectation other than 100-continue (RFC 9110 §10.1.1).
    case unknownExpectation
    /// A chunk that is not size, CR LF, data, CR LF (RFC 9112 §7.1).
    case malformedChunk
    /// More chunk extensions than anybody has a use for.
    case largeExtensions
    /// The head was not complete within `Limits.headTime`.
    case slowHead
    /// The body came with less than `Limits.leastRate`.
    case slowBody

    /// The status of the answer.
    var status: Status {
        switch self {
        case .longRequestLine: .uriTooLong
        case .unknownMethod, .unknownCoding: .notImplemented
        case .refusedMethod: .methodNotAllowed
        case .unknownVersion: .versionNotSupported
        case .largeFields: .headerFieldsTooLarge
        case .largeLength: .contentTooLarge
        case .unknownExpectation: .expectationFailed
        case .slowHead, .slowBody: .requestTimeout
        default: .badRequest
        }
    }

    /// How the connection's end is counted.
    var reason: EndReason {
        switch self {
        case .longRequestLine, .largeFields, .largeLength, .largeExtensions: .tooLarge
        case .slowHead, .slowBody: .tooSlow
        default: .malformed
        }
    }

    /// What a person reads.
    private var title: String {
        switch self {
        case .bareLineFeed: "A line of the request ends with LF alone"
        case .malformedRequestLine: "The request line is malformed"
        case .longRequestLine: "The request line is too long"
        case .unknownMethod: "The method is not known here"
        case .refusedMethod: "The method is not allowed here"
        case .malformedTarget: "The request target is malformed"
        case .unknownVersion: "Only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here"
        case .malformedField: "A header field is malformed"
        case .foldedField: "A header field is folded over two lines"
        case .largeFields: "The header fields are too large or too many"
        case .missingHost: "The Host field is missing"
        case .malformedHost: "The Host field is malformed or there twice"
        case .malformedLength: "The Content-Length field is malformed or there twice"
        case .largeLength: "The body is too large"
        case .lengthAndCoding: "Content-Length and Transfer-Encoding exclude each other"
        case .malformedCoding: "The Transfer-Encoding field is malformed"
        case .unknownCoding: "The only transfer coding known here is chunked"
        case .unknownExpectation: "The only expectation known here is 100-continue"
        case .malformedChunk: "The chunked body is malformed"
        case .largeExtensions: "The chunked body has too many extensions"
        case .slowHead: "The request head took too long"
        case .slowBody: "The request body came too slowly"
        }
    }

    /// The answer. Any page may read it (Fetch §3.3): it tells of nothing but the page's own request, often before
    /// there is an `Origin` to go by.
    var response: Response {
        let problem = Problem(status, title: title).with(field: "access-control-allow-origin", "*")
        guard self == .refusedMethod else { return problem.response }
        let allowed = Method.allCases.filter { $0 != .connect }.map(\.rawValue).joined(separator: ", ")
        return problem.with(field: "allow", allowed).response
    }
}
