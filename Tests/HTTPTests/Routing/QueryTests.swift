import HTTP
import Testing

@Suite("Query")
struct QueryTests {
    @Test("names and values are decoded as HTML forms encode them")
    func decoded() throws {
        let query = try #require(Query("a=1&b=x+y&a=%32&flag&e=&%C3%A9=%26%3D&k=v=w&&"))
        #expect(query.names == ["a", "b", "a", "flag", "e", "é", "k"])
        #expect(query.values(of: "a") == ["1", "2"])
        #expect(query["a"] == "1")
        #expect(query["b"] == "x y")
        #expect(query["flag"] == "")
        #expect(query.contains("flag"))
        #expect(query["é"] == "&=")
        #expect(query["k"] == "v=w")
        #expect(query["none"] == nil)
    }

    @Test(
        "numbers are digits only",
        arguments: [("7", Int?(7)), ("", nil), ("-7", nil), ("7x", nil), ("%37", 7)])
    func integers(text: String, expected: Int?) {
        #expect(Query("n=\(text)")?.integer("n") == expected)
    }

    @Test(
        "broken escapes, NUL and bytes that are not UTF-8 are refused",
        arguments: ["a=%", "a=%4", "%zz", "a=%00", "a=%FF"])
    func broken(text: String) {
        #expect(Query(text) == nil)
    }

    @Test("there is a most of parameters")
    func bounded() {
        let most = Array(repeating: "a=1", count: Query.mostItems).joined(separator: "&")
        #expect(Query(most)?.count == Query.mostItems)
        #expect(Query(most + "&b") == nil)
    }

    @Test("a request without a query has no parameters")
    func none() {
        #expect(Query(of: Request(method: .get, path: "/"))?.count == 0)
    }
}
