import HTTP
import Testing

@Suite("Accept-Encoding (RFC 9110 §12.5.3)")
struct AcceptedCodingTests {
    @Test(
        "gzip is for clients that want it at least as much as nothing",
        arguments: [
            ("gzip", true), ("gzip, deflate, br, zstd", true), ("deflate,GZIP", true), ("x-gzip", true),
            ("*", true),
            ("gzip;q=0.001", true), ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
            ("identity;q=0.5, gzip;q=0.5", true),
            ("compress, gzip", true), ("gzip ; q=1", true), ("*;q=0, gzip", true),
            ("identity;q=0, *;q=1", true),
            ("", false), ("identity", false), ("gzip;q=0", false), ("gzip;q=0.000", false), ("*;q=0", false),
            ("br", false),
            ("gzip;q=0.4, identity;q=0.5", false), ("*, gzip;q=0", false), ("gzipped", false),
            ("gzip;q=", false),
            (";;;,,,", false), (",", false),
        ])
    func accepted(field: String, expected: Bool) {
        #expect(Request(method: .get, path: "/", fields: ["Accept-Encoding": field]).acceptsGzip == expected)
    }

    @Test("several fields are one list, and none is no gzip")
    func fields() {
        let two: HeaderFields = ["accept-encoding": "br", "Accept-Encoding": "gzip"]
        #expect(Request(method: .get, path: "/", fields: two).acceptsGzip)
        #expect(!Request(method: .get, path: "/").acceptsGzip)
    }
}
