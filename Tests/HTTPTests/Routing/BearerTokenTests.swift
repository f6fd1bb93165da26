import HTTP
import Testing

@Suite("Bearer tokens (RFC 6750)")
struct BearerTokenTests {
    @Test(
        "the token is what follows the scheme",
        arguments: [
            ("Bearer abc", String?("abc")), ("bearer abc", "abc"), ("BEARER   abc  ", "abc"),
            ("Bearer a.b-c_d~+/==", "a.b-c_d~+/=="),
            ("Bearer", nil), ("Bearer ", nil), ("Bearer a b", nil), ("Basic abc", nil), ("Bearerabc", nil),
            ("", nil),
            ("Bearer é", nil),
        ])
    func parsed(field: String, token: String?) {
        #expect(Request(method: .get, path: "/", fields: ["Authorization": field]).bearerToken == token)
    }

    @Test("two fields, or none, are no token")
    func count() {
        let two: HeaderFields = ["Authorization": "Bearer a", "authorization": "Bearer a"]
        #expect(Request(method: .get, path: "/", fields: two).bearerToken == nil)
        #expect(Request(method: .get, path: "/").bearerToken == nil)
    }
}
