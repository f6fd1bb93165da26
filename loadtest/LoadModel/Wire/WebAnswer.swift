internal import HTTP

/// What came of a request.
enum WebAnswer {
    /// The server answered, with success or without.
    case response(Response, body: [UInt8])
    /// It did not; the reason in a few words, the same for all who met it.
    case failed(String)
}
