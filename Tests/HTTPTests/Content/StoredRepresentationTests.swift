import Testing

@testable import HTTP

/// What is asked of bytes that are elsewhere.
@Suite struct StoredRepresentationTests {
    private let stored = StoredRepresentation(
        type: "video/mp4", byteCount: 1000, tag: EntityTag("v1"), cache: .forever)

    private func answer(_ method: HTTP.Method = .get, _ fields: HeaderFields = [:]) -> (Response, Range<Int>?)
    {
        let request = Request(
            method: method, path: "/video.mp4", query: nil, authority: "localhost", fields: fields)
        let (response, bytes) = stored.response(to: request)
        return (response, bytes)
    }

    @Test(
        "what is sent depends on range and condition",
        arguments: [
            ([:], 200, 0..<1000), (["range": "bytes=10-19"], 206, 10..<20),
            (["range": "bytes=-1"], 206, 999..<1000), (["range": "bytes=1000-"], 416, nil),
            (["if-none-match": "\"v1\""], 304, nil), (["if-none-match": "\"v2\""], 200, 0..<1000),
            (["if-match": "\"v2\""], 412, nil),
            (["range": "bytes=0-0", "if-range": "\"v2\""], 200, 0..<1000),
        ] as [(HeaderFields, Int, Range<Int>?)])
    func answers(fields: HeaderFields, status: Int, bytes: Range<Int>?) {
        let (response, sent) = answer(.get, fields)
        #expect(Int(response.status.code) == status && sent == bytes)
        if case .pieces(let length) = response.body { #expect(length == bytes?.count) }
    }

    @Test("HEAD is told the length and sent nothing")
    func head() {
        let (response, sent) = answer(.head)
        #expect(sent == nil)
        if case .pieces(let length) = response.body { #expect(length == 1000) } else { Issue.record() }
    }
}
