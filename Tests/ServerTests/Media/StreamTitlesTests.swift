import Platform
import Testing

@testable import Server

struct StreamTitlesTests {
    private let titles = StreamTitles()

    private func stream(_ name: String) throws -> StreamName { try #require(StreamName(name)) }

    @Test("a title stays until another is given, or none")
    func given() throws {
        let stage = try stream("stage")
        #expect(titles.title(of: stage) == nil)
        for title in [StreamTitle("Chess"), StreamTitle("Go"), nil] {
            titles.set(title, of: stage)
            #expect(titles.title(of: stage) == title)
        }
    }

    @Test("what participants send is called as the stage is")
    func stages() throws {
        titles.set(StreamTitle("Chess"), of: try stream("stage"))
        #expect(titles.title(of: try stream("stage~7hq2k9x0ab"))?.text == "Chess")
        #expect(titles.title(of: try stream("stage2")) == nil)
    }

    @Test("of more than are kept the ones that were given first go first")
    func bounded() throws {
        for number in 0..<StreamTitles.most { titles.set(StreamTitle("Chess"), of: try stream("s\(number)")) }
        titles.set(StreamTitle("Go"), of: try stream("s0"))
        titles.set(StreamTitle("Go"), of: try stream("one-more"))
        #expect(titles.title(of: try stream("s0"))?.text == "Go")
        #expect(titles.title(of: try stream("s1")) == nil)
        #expect(titles.title(of: try stream("s2"))?.text == "Chess")
    }
}
