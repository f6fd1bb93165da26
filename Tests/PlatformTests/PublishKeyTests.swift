import Platform
import Testing

struct PublishKeyTests {
    private static let key = "north-wind-and-sun"

    @Test(
        "a key is for every stream, or for one", arguments: [key, "stage:\(key)", "A.b-c_1:\(key)!\"#&=/?"])
    func read(text: String) throws {
        let key = try #require(PublishKey(text))
        #expect(key.text == text)
        #expect((key.stream == nil) == !text.contains(":"))
    }

    @Test(
        "what is no key is none",
        arguments: [
            "", "short", "stage:short", ":\(key)", ".x:\(key)", "a b:\(key)", "a:b:\(key)", "\(key):",
            "stage:",
            "north wind and the sun", "north,wind,and,the,sun", "north-wind-and-sün-x",
            String(repeating: "x", count: 513),
        ])
    func refused(text: String) {
        #expect(PublishKey(text) == nil)
    }

    @Test("a stream is opened by its own keys and by those of all")
    func opens() throws {
        let stage = try #require(StreamName("stage"))
        let other = try #require(StreamName("other"))
        let keys = [
            PublishKey(Secret("one-key-of-the-stage"), for: stage),
            PublishKey(Secret("two-key-of-the-stage"), for: stage), PublishKey(Secret("key-of-all-streams")),
        ]
        #expect(keys.open(stage, with: "one-key-of-the-stage"))
        #expect(keys.open(stage, with: "two-key-of-the-stage"))
        #expect(keys.open(stage, with: "key-of-all-streams"))
        #expect(keys.open(other, with: "key-of-all-streams"))
        #expect(!keys.open(other, with: "one-key-of-the-stage"))
        #expect(!keys.open(stage, with: "stage:one-key-of-the-stage"))
        #expect(!keys.open(stage, with: ""))
        #expect(![PublishKey]().open(stage, with: ""))
    }

    @Test("a key does not show itself when it is printed")
    func printed() {
        let keys = [PublishKey(Secret("north-wind-and-sun"))]
        #expect(!"\(keys)".contains("wind"))
    }
}
