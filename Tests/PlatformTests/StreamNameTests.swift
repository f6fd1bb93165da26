import Platform
import Testing

struct StreamNameTests {
    @Test(
        "letters, digits, dashes, underscores and dots make a name",
        arguments: ["stage", "a", "Main-Stage_2.hd", "0", "-", String(repeating: "x", count: 64)])
    func names(text: String) {
        #expect(StreamName(text)?.description == text)
    }

    @Test(
        "what would need an escape, hide a file or climb a folder is no name",
        arguments: [
            "", ".", "..", ".hidden", "a/b", "a b", "a:b", "a%2Fb", "bühne", "a\n", "a\0",
            String(repeating: "x", count: 65),
        ])
    func refused(text: String) {
        #expect(StreamName(text) == nil)
    }

    @Test("capitals count, and names have an order")
    func order() throws {
        let upper = try #require(StreamName("Stage"))
        let lower = try #require(StreamName("stage"))
        #expect(upper != lower)
        #expect(upper < lower)
    }
}
