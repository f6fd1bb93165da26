import Testing

@testable import Server

struct NearestTests {
    @Test(
        "the distance counts letters put in, taken out, changed and swapped",
        arguments: [
            ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1),
            ("abc", "xabc", 1),
            ("http-prot", "http-port", 1), ("kitten", "sitting", 3),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(left.distance(to: right) == expected)
        #expect(right.distance(to: left) == expected)
    }

    @Test(
        "the nearest candidate is offered, unless none is near",
        arguments: [
            ("http-prot", "http-port"), ("htps-port", "https-port"), ("listn", "listen"), ("bananas", nil),
            ("x", nil),
            ("", nil),
        ] as [(String, String?)])
    func nearest(text: String, expected: String?) {
        #expect(text.nearest(in: ["http-port", "https-port", "listen", "tls"]) == expected)
    }

    @Test("a very long word costs no more than a long one")
    func long() {
        #expect(String(repeating: "a", count: 1_000_000).nearest(in: ["listen"]) == nil)
    }
}
