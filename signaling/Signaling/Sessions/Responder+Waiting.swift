public import HTTP

extension Responder {
    /// Answers the request when `work` is done, which may wait: a request for the plane leaves the loop of its
    /// connection here. A client that left meanwhile misses the answer and nothing else happens.
    public func answer(with work: @escaping @Sendable () async -> Response) -> Answer {
        Task { respond(await work()) }
        return .later
    }
}
