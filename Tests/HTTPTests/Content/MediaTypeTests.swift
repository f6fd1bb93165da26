import HTTP
import Testing

struct MediaTypeTests {
    @Test(
        "the type of a body is told without case and parameters",
        arguments: [
            ("application/sdp", "application/sdp"), ("Application/SDP ; charset=utf-8", "application/sdp"),
            ("application/sdp;", "application/sdp"), ("", nil),
        ] as [(String, String?)])
    func types(field: String, type: String?) {
        #expect(Request(method: .post, path: "/", fields: ["content-type": field]).mediaType == type)
    }

    @Test("no type, and two of them, are none")
    func none() {
        #expect(Request(method: .post, path: "/").mediaType == nil)
        let two: HeaderFields = ["content-type": "text/plain", "content-type": "application/sdp"]
        #expect(Request(method: .post, path: "/", fields: two).mediaType == nil)
    }
}
